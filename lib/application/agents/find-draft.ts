import { decided, mayDecide } from "#lib/domain/agent/drafts.ts";
import type { DraftStatus, ExistingAgent } from "#lib/domain/agent/state.ts";
import type { Draft } from "#lib/domain/session/draft.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import { auditOf } from "../audit-of.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { AuditEntry } from "../ports/audit.ts";
import type { KnownDraft } from "../ports/reads.ts";
import type { DraftInput } from "./draft-schema.ts";
import { findAgent } from "./get-agent.ts";
import { auditTarget } from "./session-facts.ts";

export interface FoundDraft {
  agent: ExistingAgent;
  draft: KnownDraft;
}

/** A draft of an agent on which the caller has a role. To everyone else, admins too, there is none. */
export async function findDraft(ctx: Context, { agent, draftId }: DraftInput): Promise<FoundDraft> {
  const { loaded } = await findAgent(ctx, agent);
  const draft = await ctx.ports.sessions.draft(ctx.workspaceId, draftId);
  if (!loaded || loaded.state.status === "absent" || draft?.agentId !== loaded.state.id) throw notFound("draft");
  return { agent: loaded.state, draft };
}

/** True when it was decided like this before; the other decision is refused. */
export function wasDecided({ agent, draft }: FoundDraft, as: Exclude<DraftStatus, "pending">, by: string): boolean {
  if (draft.status === "pending") return false;
  mayDecide(agent, by, draft.authorId);
  if (draft.status !== as) throw decided(draft.status);
  return true;
}

/** What the audit log says of a decision on it. */
export const decidedEntry = (
  ctx: Context,
  { agent, draft: { draftId, authorId } }: FoundDraft,
  verb: "agent.draft-approved" | "agent.draft-rejected",
): AuditEntry => auditOf(ctx, { verb, target: auditTarget(agent), after: { draftId, authorId } });

/** A draft as its door shows it. */
export function viewDraft(known: KnownDraft) {
  const { sessionOwnerId: _owner, slug: _slug, llmConfigId: _config, answer: _answer, ...draft } = known;
  return { ...draft, text: textOf(draft.parts) };
}

/** A draft as its conversation shows it. */
export function shownDraft(known: KnownDraft, changes: Partial<Draft>): Draft {
  const { sessionOwnerId: _owner, slug: _slug, llmConfigId: _config, answer: _answer, ...draft } = known;
  const { agentId: _agent, sessionId: _session, ...shown } = draft;
  return { ...shown, ...changes };
}
