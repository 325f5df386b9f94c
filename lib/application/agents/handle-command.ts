import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { type AgentState, agentKey, roleOn } from "#lib/domain/agent/state.ts";
import { isAdmin, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { LoadedAgent } from "../ports/reads.ts";
import { type AgentAppend, type Changes, mergeChanges } from "../ports/store.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { rejectedDrafts } from "./draft-patches.ts";
import { endedParts } from "./ended-parts.ts";
import { decideAgent } from "./record-events.ts";

interface HandleCommand {
  agentId: string;
  /** Several are decided one after the other and written together. */
  command: AgentCommand | readonly AgentCommand[];
  /** Why drafts are rejected, in a person's words; without them what happened says so. */
  reason?: string | null;
  /** What else is written with the events. Called anew on every try, so it reads what it needs itself. */
  with?: (append: AgentAppend) => Changes | Promise<Changes>;
}

/**
 * Load, decide, append under the expected version, with everything else in the same transaction. Answers with the
 * agent as it is then; a command that changes nothing writes nothing. Those of one process go one after another; who
 * lost a race to another process decides again on what is there.
 */
export function handleCommand({ ctx, input }: Call<HandleCommand>): Promise<LoadedAgent> {
  return retryOnConflict(async () => {
    const { state } = await ctx.ports.agents.load(input.agentId, ctx.workspaceId);
    assertMayCommand(ctx, state);
    const key = state.status === "absent" ? state.id : agentKey(state.ownerId, state.slug);
    return ctx.ports.agents.inTurn(key, () => attempt(ctx, input));
  });
}

async function attempt(ctx: Context, { agentId, command, reason, with: also }: HandleCommand): Promise<LoadedAgent> {
  const loaded = await ctx.ports.agents.loadNext(agentId, ctx.workspaceId);
  const append = decideAgent(ctx, loaded, [command].flat());
  if (!append) return loaded;
  const [rejected, more] = await Promise.all([rejectedDrafts(ctx, append.events, reason), also?.(append)]);
  await ctx.ports.store.commit(mergeChanges({ agents: [append] }, endedParts(append), rejected, more));
  return { state: append.state, version: append.expectedVersion + append.events.length };
}

/** An agent on which one has no role does not exist. Admins pass: they may change who is assigned, which `decide` checks. */
function assertMayCommand(ctx: Context, state: AgentState): void {
  if (ctx.actor.kind === "system" || state.status === "absent") return;
  if (!isAdmin(ctx) && roleOn(state, ctx.actor.userId) === null) throw notFound("agent");
}
