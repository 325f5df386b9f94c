import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { Context } from "../context.ts";
import type { KnownClientAction } from "../ports/reads.ts";
import { mergeChanges } from "../ports/store.ts";
import type { Approval } from "../sessions/accept-message.ts";
import { rejectedDrafts } from "./draft-patches.ts";
import { decideAgent } from "./record-events.ts";

export interface Responded {
  clientActionId: string;
  sessionId: string;
  turnId: string;
  status: "accepted";
  /** Of the entry that holds the answer. */
  feedSequence: number;
}

export interface AcceptedAnswer {
  action: KnownClientAction;
  toolCallId: string;
  response: Json;
  responderId: string;
  approval?: Approval;
}

/** Writes a person's answer to a question, and its turn as accepted again, in one commit. */
export async function acceptAnswer(ctx: Context, given: AcceptedAnswer): Promise<Responded> {
  const { action, toolCallId, response, responderId, approval } = given;
  const { id: clientActionId, sessionId, turnId, conversationId } = action;
  const at = ctx.now();
  const loaded = await ctx.ports.agents.load(action.agentId, ctx.workspaceId);
  const commands: AgentCommand[] = approval
    ? [{ type: "approve-draft", draftId: approval.draftId, by: approval.by, at }]
    : [];
  const append = decideAgent(ctx, loaded, [
    ...commands,
    {
      type: "respond",
      ...{ sessionId, clientActionId, toolCallId, responderId, response, at },
      ...(approval && { approvedBy: approval.by }),
    },
  ]);
  if (!append) throw new DomainError("version_conflict", "The question was answered in the meantime.");
  const answered: FeedFact = {
    type: "client-action.answered",
    ...{ conversationId, turnId, clientActionId, outcome: "answered", response, responderId },
  };
  const heads = await ctx.ports.store.commit(
    mergeChanges(approval?.changes, await rejectedDrafts(ctx, append.events), {
      agents: [append],
      sessions: [{ id: sessionId, at }],
      turnMoves: [{ turnId, to: "resumed", at }],
      messagePatches: [{ id: turnId, status: "streaming" }],
      feed: [{ sessionId, ownerId: action.sessionOwnerId, at, facts: [...(approval?.facts ?? []), answered] }],
    }),
  );
  return respondedTo(action, heads[sessionId] ?? 0);
}

export const respondedTo = ({ id, sessionId, turnId }: KnownClientAction, feedSequence: number): Responded => ({
  clientActionId: id,
  sessionId,
  turnId,
  status: "accepted",
  feedSequence,
});
