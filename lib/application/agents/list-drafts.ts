import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Page } from "../ports/reads.ts";
import type { ListDraftsInput } from "./draft-schema.ts";
import { viewDraft } from "./find-draft.ts";
import { findAgent } from "./get-agent.ts";

/** What mentees of an agent want to say, latest first: for everyone with a role on it. */
export async function listDrafts({ ctx, input }: Call<ListDraftsInput>): Promise<Page<ReturnType<typeof viewDraft>>> {
  authorize(ctx, "agents:read");
  const { agent, status, limit, cursor } = input;
  const { loaded } = await findAgent(ctx, agent);
  if (!loaded) return { items: [], nextCursor: null };
  const filter = { limit, ...(status && { status }), ...(cursor && { cursor }) };
  const { items, nextCursor } = await ctx.ports.sessions.drafts(loaded.state.id, filter);
  return { items: items.map(viewDraft), nextCursor };
}
