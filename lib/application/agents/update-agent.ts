import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import type { AgentState, ExistingAgent } from "#lib/domain/agent/state.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { AuditEntry } from "../ports/audit.ts";
import { findAgent, showAgent } from "./get-agent.ts";
import { livingAgent } from "./get-or-create-agent.ts";
import { handleCommand } from "./handle-command.ts";
import type { UpdateAgentInput } from "./schema.ts";
import { auditTarget } from "./session-facts.ts";

/** Changes name, preferences or prompt of an agent whose primary the caller is; the first change makes one's own. */
export async function updateAgent({ ctx, input }: Call<UpdateAgentInput>): Promise<AgentDetail> {
  authorize(ctx, "agents:write", "member");
  const { definition, loaded } = await findAgent(ctx, input.agent);
  const { name, preferences, systemPromptOverride } = input;
  const by = ctx.actor.userId;
  const at = ctx.now();
  const command: AgentCommand[] = [];
  if (name !== undefined || systemPromptOverride !== undefined)
    command.push({
      type: "update-profile",
      ...(name !== undefined && { name }),
      ...(systemPromptOverride !== undefined && { systemPromptOverride }),
      by,
      at,
    });
  if (preferences !== undefined) command.push({ type: "update-preferences", preferences, by, at });
  const agentId = loaded?.state.id ?? (await livingAgent(ctx, definition.slug));
  const changed = await handleCommand({
    ctx,
    input: { agentId, command, with: ({ before, state }) => ({ audit: [entryOf(ctx, before, state)] }) },
  });
  return showAgent(ctx, definition, changed);
}

/** What was changed; of prompts and preferences only that they were, for they are their owner's own words. */
function entryOf(ctx: Context, before: AgentState, state: AgentState): AuditEntry {
  const [old, now] = [before as ExistingAgent, state as ExistingAgent];
  const fields = (["name", "systemPromptOverride", "preferences"] as const).filter(
    (field) => old[field] !== now[field],
  );
  const renamed = old.name !== now.name;
  return auditOf(ctx, {
    verb: "agent.changed",
    target: auditTarget(now),
    before: renamed ? { name: old.name } : null,
    after: { changed: fields, ownerId: now.ownerId, ...(renamed && { name: now.name }) },
  });
}
