import { errorCode } from "#lib/domain/errors.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";
import { storableJson } from "#lib/domain/storable-json.ts";
import { failureParts, resultParts, type WorkflowOutcome } from "#lib/domain/workflow/outcome.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { deriveId } from "../derive-id.ts";
import { type Changes, mergeChanges } from "../ports/store.ts";
import { stateIdOf } from "../sessions/state-view.ts";
import { persist } from "./persist.ts";
import { planEnd, type RunEnd } from "./plan-end.ts";
import type { RunScope } from "./record-run.ts";

/** The conversation may go on while a run ends: that often its end of the line is looked for again. */
const MOST_CONFLICTS = 20;

/** One way to end, with all that goes with it: the extra rows and what the conversation is told. */
export type Ending = { end: RunEnd; outcome?: WorkflowOutcome; message?: { id: string; parts: MessagePart[] } };

/** A finished run. The message's id is the run's alone, so that it is written once whatever happens. */
export async function completedEnding({ claimed }: RunScope, outcome: WorkflowOutcome): Promise<Ending> {
  const stored = storableJson(outcome) as unknown as WorkflowOutcome;
  const message = { id: await deriveId(claimed.run.id, "result"), parts: resultParts(stored.result) };
  return { end: { status: "completed", result: stored.result }, outcome: stored, message };
}

/** A run that could not finish; each segment says so once. */
export async function failedEnding(
  { claimed, workflow, segment }: RunScope,
  error: Extract<RunEnd, { status: "failed" }>["error"],
): Promise<Ending> {
  const { id, type } = claimed.run;
  const parts = failureParts({ id, type, title: workflow.title }, error);
  return { end: { status: "failed", error }, message: { id: await deriveId(id, `failure:${segment}`), parts } };
}

/**
 * Ends a run in ONE commit: its row and open step, the state entry, the session's subject, the message in its
 * conversation and the facts of all of them. Throws `turn_fenced` when it is no longer ours to end.
 */
export async function reportEnd(scope: RunScope, run: Run, { end, outcome, message }: Ending): Promise<void> {
  const { ports, claimed, stopping, now } = scope;
  for (let attempt = 1; ; attempt++) {
    const at = now();
    const { changes } = planEnd({ run, end, epoch: claimed.epoch, sessionOwnerId: claimed.sessionOwnerId, at });
    const context = await ports.sessions.orchestratorContext(run.sessionId);
    const entry = outcome && (await stateEntry(scope, run, outcome, context.workflowDelegationChain, at));
    const said = message && (await lineInConversation(scope, message, storableJson(context), at));
    try {
      await persist(() => ports.store.commit(mergeChanges(changes, entry, said)), stopping);
      return;
    } catch (error) {
      if (errorCode(error) !== "version_conflict" || attempt === MOST_CONFLICTS) throw error;
    }
  }
}

async function stateEntry(
  { claimed }: RunScope,
  run: Run,
  { state, subject }: WorkflowOutcome,
  delegationChain: string[],
  at: string,
): Promise<Changes> {
  const stateId = await stateIdOf(run.sessionId, state.key);
  const contributions = run.steps.flatMap(({ service, contribution, endedAt }) =>
    service && contribution ? [{ service, contribution, timestamp: endedAt ?? at }] : [],
  );
  const entry = {
    stateId,
    sessionId: run.sessionId,
    key: state.key,
    stateData: state.data,
    orchestratorMetadata: {
      createdByOrchestrator: run.orchestrator,
      workflowId: run.id,
      enablingServiceContributions: contributions,
      delegationChain,
    },
    metadata: { workflowType: run.type },
    storedAt: at,
    expiresAt: state.ttlSeconds ? new Date(Date.parse(at) + state.ttlSeconds * 1000).toISOString() : null,
  };
  const named = subject !== null && claimed.sessionSubject === null;
  return {
    stateEntries: [entry],
    sessions: named ? [{ id: run.sessionId, subject, at }] : [],
    feed: feed(claimed.sessionOwnerId, run.sessionId, at, [
      { type: "state.stored", key: state.key, stateId, workflowId: run.id },
    ]),
  };
}

/** An assistant message at the end of the run's conversation; nothing when the conversation is gone. */
async function lineInConversation(
  { ports, claimed }: RunScope,
  { id, parts }: NonNullable<Ending["message"]>,
  orchestratorContext: Message["orchestratorContext"],
  at: string,
): Promise<Changes | undefined> {
  const { workspaceId, sessionOwnerId, conversation, run } = claimed;
  const viewer = { workspaceId, userId: sessionOwnerId };
  const heads = conversation && (await ports.sessions.heads(viewer, run.sessionId, conversation.slug));
  const head = heads?.conversation;
  if (!head) return undefined;
  const message: Message = {
    id,
    conversationId: head.id,
    sequence: head.messageCount + 1,
    parentId: head.lastMessageId,
    role: "assistant",
    parts,
    status: "complete",
    authorId: null,
    model: null,
    usage: null,
    orchestratorContext,
    error: null,
    createdAt: at,
  };
  return {
    messages: [{ ...message, sessionId: head.sessionId }],
    conversations: [
      { id: head.id, sessionId: head.sessionId, agentId: head.agentId, slug: head.slug, newMessages: 1, at },
    ],
    feed: feed(sessionOwnerId, head.sessionId, at, [{ type: "message.created", conversationId: head.id, message }]),
  };
}

const feed = (ownerId: string, sessionId: string, at: string, facts: FeedFact[]): Changes["feed"] => [
  { sessionId, ownerId, at, facts },
];
