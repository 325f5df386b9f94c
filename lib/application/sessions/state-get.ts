import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { type StateGetInput, stateGetInput } from "./state-schema.ts";
import { type StateEntryView, viewStateEntry } from "./state-view.ts";

/** One state entry of a session. An expired one is not there. */
export async function getStateEntry({ ctx, input }: Call<StateGetInput>): Promise<StateEntryView> {
  authorize(ctx, "sessions:read");
  const { sessionId, key } = parseInput(stateGetInput, input);
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const entry = await ctx.ports.sessions.stateEntry(viewer, sessionId, key);
  const view = entry && viewStateEntry(entry, ctx.now());
  if (!view) throw notFound("state entry");
  return view;
}
