import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import type { StoredFile } from "../ports/reads.ts";
import { type GetFileInput, getFileInput } from "./schema.ts";

/** A file of the caller's sessions and where its bytes lie, to be sent as a download and never shown in place. */
export async function getFile({ ctx, input }: Call<GetFileInput>): Promise<{ file: StoredFile; path: string }> {
  authorize(ctx, "sessions:read");
  const { fileId } = parseInput(getFileInput, input);
  const file = await ctx.ports.sessions.file({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }, fileId);
  if (!file) throw notFound("file");
  return { file, path: ctx.ports.files.path(fileId) };
}
