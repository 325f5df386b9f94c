import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { type AgentState, roleOn } from "#lib/domain/agent/state.ts";
import { notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { LoadedAgent } from "../ports/reads.ts";
import { type AgentAppend, type Changes, mergeChanges } from "../ports/store.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { decideAgent } from "./record-events.ts";

interface HandleCommand {
  agentId: string;
  command: AgentCommand;
  /** What else is written with the events. Called anew on every try, so it reads what it needs itself. */
  with?: (events: AgentAppend["events"], state: AgentAppend["state"]) => Changes | Promise<Changes>;
}

/**
 * Load, decide, append under the expected version, with everything else in the same transaction. Answers with the
 * agent as it is then; a command that changes nothing writes nothing. Who lost a race decides again on what is there.
 */
export function handleCommand({ ctx, input }: Call<HandleCommand>): Promise<LoadedAgent> {
  return retryOnConflict(async () => {
    const loaded = await ctx.ports.agents.load(input.agentId, ctx.workspaceId);
    assertMayCommand(ctx, loaded.state);
    const append = decideAgent(ctx, loaded, [input.command]);
    if (!append) return loaded;
    const more = await input.with?.(append.events, append.state);
    await ctx.ports.store.commit(mergeChanges({ agents: [append] }, more));
    return { state: append.state, version: append.expectedVersion + append.events.length };
  });
}

/** An agent on which one has no role does not exist. Admins pass: they may change who is assigned, which `decide` checks. */
function assertMayCommand(ctx: Context, state: AgentState): void {
  if (ctx.actor.kind === "system" || state.status === "absent") return;
  const isAdmin = ctx.role === "owner" || ctx.role === "admin";
  if (!isAdmin && roleOn(state, ctx.actor.userId) === null) throw notFound("agent");
}
