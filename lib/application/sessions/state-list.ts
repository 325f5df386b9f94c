import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { type StateListInput, stateListInput } from "./state-schema.ts";
import { type StateEntryView, viewStateEntry } from "./state-view.ts";

/** What workflows and people have left in a session for others, without what has expired. */
export async function listStateEntries({ ctx, input }: Call<StateListInput>): Promise<StateEntryView[]> {
  authorize(ctx, "sessions:read");
  const { sessionId } = parseInput(stateListInput, input);
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const session = await ctx.ports.sessions.head(viewer, sessionId);
  if (!session || session.deleted) throw notFound("session");
  const now = ctx.now();
  const entries = await ctx.ports.sessions.stateEntries(viewer, sessionId);
  return entries.map((entry) => viewStateEntry(entry, now)).filter((entry) => entry !== undefined);
}
