import { isActiveRun, type Run } from "#lib/domain/workflow/run.ts";
import type { ConversationView, FeedEntry, FeedFact, HiddenEntry, LiveItem, SessionStatus } from "./feed.ts";
import { evolveOrchestratorContext } from "./orchestrator-context.ts";
import type { Message, MessagePart } from "./parts.ts";
import { putDraft, withoutRejected } from "./reduce-drafts.ts";
import { applyDelta, applyEpoch, applyRewind, withoutFailure } from "./reduce-live.ts";
import type { SessionView } from "./view.ts";

/**
 * The view after one item. `gap` says that something is missing in between (an entry or text):
 * the view is unchanged and the caller reads the session again.
 */
export type Reduced = { view: SessionView; gap: boolean };

export function reduce(view: SessionView, item: LiveItem): Reduced {
  if (item.kind === "delta") return applyDelta(view, item.delta);
  if (item.kind === "rewind") return { view: applyRewind(view, item.rewind), gap: false };
  const { entry } = item;
  if (entry.sequence <= view.feedSequence) return { view, gap: false };
  if (entry.sequence > view.feedSequence + 1) return { view, gap: true };
  return { view: applyEntry(view, entry), gap: false };
}

function applyEntry(view: SessionView, entry: FeedEntry | HiddenEntry): SessionView {
  if (entry.type === "hidden") return { ...view, feedSequence: entry.sequence };
  const next = applyFact(view, entry, entry.at);
  return {
    ...next,
    orchestratorContext: evolveOrchestratorContext(next.orchestratorContext, entry, entry.at),
    feedSequence: entry.sequence,
    updatedAt: entry.at,
    lastActivityAt: entry.at,
  };
}

function applyFact(view: SessionView, fact: FeedFact, at: string): SessionView {
  switch (fact.type) {
    case "session.created":
      return { ...view, title: fact.title };
    case "session.renamed":
      return { ...view, title: fact.title };
    case "session.status":
      return { ...view, status: fact.status, ...timesOf(fact.status, at) };
    case "session.imported":
      return view;
    case "session.deleted":
      return { ...view, deleted: true };
    case "session.restored":
      return { ...view, deleted: false };
    case "conversation.started":
      return startConversation(view, fact.conversation);
    case "message.created":
      return putMessage(view, fact.message, at);
    case "turn.started":
    case "turn.attempt-failed":
      return applyEpoch(view, fact);
    case "tool.started":
      return {
        ...withoutFailure(view, fact.turnId),
        messages: changeMessage(view, fact.conversationId, fact.turnId, (message) => ({
          ...message,
          parts: putPart(message.parts, fact.part, {
            type: "tool-call",
            toolCallId: fact.toolCallId,
            tool: fact.tool,
            input: fact.input,
            state: "running",
            startedAt: fact.startedAt,
          }),
        })),
      };
    case "tool.settled":
      return {
        ...view,
        messages: changeMessage(view, fact.conversationId, fact.turnId, (message) => ({
          ...message,
          parts: message.parts.map((part, index) =>
            index === fact.part && part.type === "tool-call"
              ? {
                  ...part,
                  state: fact.state,
                  endedAt: fact.endedAt,
                  ...(fact.output === undefined ? {} : { output: fact.output }),
                  ...(fact.error ? { error: fact.error } : {}),
                }
              : part,
          ),
        })),
      };
    case "turn.completed":
    case "turn.failed":
    case "turn.stopped":
      return endTurn(putMessage(view, fact.message, at), fact.turnId);
    case "turn.suspended": {
      const next = putMessage(view, fact.message, at);
      const turn = next.turns[fact.turnId];
      return turn ? { ...next, turns: { ...next.turns, [fact.turnId]: { ...turn, status: "suspended" } } } : next;
    }
    case "turn.paused": {
      const next = putMessage(view, fact.message, at);
      const { turnId, pause } = fact;
      const turn = next.turns[turnId];
      return turn ? { ...next, turns: { ...next.turns, [turnId]: { ...turn, status: "paused", pause } } } : next;
    }
    case "turn.resumed":
      return resumeTurn(view, fact);
    case "client-action.requested":
      return { ...view, clientActions: { ...view.clientActions, [fact.action.id]: fact.action } };
    case "client-action.answered":
      return closeAction(view, fact);
    case "assignment.changed":
      return { ...view, people: { ...view.people, [fact.userId]: fact.name } };
    case "agent.archived":
      return changeConversation(view, fact.conversationId, () => ({ archived: { at, reason: fact.reason } }));
    case "draft.submitted":
    case "draft.decided":
      return putDraft(view, fact.draft);
    case "handoff.created":
      return {
        ...view,
        handoffs: [...view.handoffs.filter((one) => one.handoffId !== fact.packet.handoffId), fact.packet],
      };
    case "workflow.started":
    case "workflow.completed":
    case "workflow.failed":
    case "workflow.cancelled":
      return putRun(view, fact.run);
    case "workflow.progress":
      return {
        ...view,
        runs: view.runs.map((run) =>
          run.id !== fact.runId
            ? run
            : {
                ...run,
                status: isActiveRun(run.status) ? fact.status : run.status,
                progress: fact.progress,
                currentStep: fact.currentStep,
                startedAt: run.startedAt ?? at,
                steps: fact.step
                  ? run.steps.map((step) => (step.name === fact.step?.name ? fact.step : step))
                  : run.steps,
              },
        ),
      };
    case "state.stored":
      return view.stateKeys.includes(fact.key) ? view : { ...view, stateKeys: [...view.stateKeys, fact.key] };
  }
}

/** Completed now, or open again; a stop leaves the times as they are. */
function timesOf(status: SessionStatus, at: string): Partial<Pick<SessionView, "completedAt" | "expiresAt">> {
  if (status === "completed") return { completedAt: at, expiresAt: null };
  return status === "active" ? { completedAt: null, expiresAt: null } : {};
}

const startConversation = (view: SessionView, conversation: ConversationView): SessionView => ({
  ...view,
  conversations: { ...view.conversations, [conversation.slug]: { archived: null, ...conversation } },
  messages: { [conversation.conversationId]: [], ...view.messages },
  olderCursor: { [conversation.conversationId]: null, ...view.olderCursor },
});

function putMessage(view: SessionView, message: Message, at: string): SessionView {
  const all = view.messages[message.conversationId] ?? [];
  const known = all.findIndex((one) => one.id === message.id);
  const messages = known < 0 ? [...all, message] : all.map((one, index) => (index === known ? message : one));
  const next = { ...view, messages: { ...view.messages, [message.conversationId]: messages } };
  if (known >= 0) return next;
  const accepted = message.role === "assistant" && message.status === "streaming";
  return {
    ...withoutRejected(next, message.conversationId),
    turns: accepted
      ? {
          ...view.turns,
          [message.id]: { turnId: message.id, conversationId: message.conversationId, epoch: 0, status: "accepted" },
        }
      : view.turns,
    conversations: changeConversation(view, message.conversationId, ({ messageCount }) => ({
      messageCount: messageCount + 1,
      lastMessageAt: at,
    })).conversations,
  };
}

function changeConversation(
  view: SessionView,
  conversationId: string,
  change: (conversation: ConversationView) => Partial<ConversationView>,
): SessionView {
  const all = Object.entries(view.conversations).map(([slug, one]) =>
    one.conversationId === conversationId ? [slug, { ...one, ...change(one) }] : [slug, one],
  );
  return { ...view, conversations: Object.fromEntries(all) };
}

function changeMessage(
  view: SessionView,
  conversationId: string,
  id: string,
  change: (message: Message) => Message,
): SessionView["messages"] {
  const all = view.messages[conversationId];
  if (!all) return view.messages;
  return { ...view.messages, [conversationId]: all.map((message) => (message.id === id ? change(message) : message)) };
}

function putPart(parts: MessagePart[], index: number, part: MessagePart): MessagePart[] {
  const next = parts.slice(0, Math.max(index, parts.length));
  while (next.length < index) next.push({ type: "text", text: "" });
  next[index] = part;
  return next;
}

function endTurn(view: SessionView, turnId: string): SessionView {
  const { [turnId]: _ended, ...turns } = view.turns;
  const waiting = Object.entries(view.clientActions).filter(([, action]) => action.turnId !== turnId);
  return { ...view, turns, clientActions: Object.fromEntries(waiting) };
}

/** The question is gone and its turn goes on. */
function closeAction(view: SessionView, fact: Extract<FeedFact, { type: "client-action.answered" }>): SessionView {
  const { conversationId, turnId, clientActionId } = fact;
  const { [clientActionId]: _closed, ...clientActions } = view.clientActions;
  const closed = { ...view, clientActions };
  return view.turns[turnId]?.status === "suspended" ? resumeTurn(closed, { conversationId, turnId }) : closed;
}

/** A turn that has waited goes on: what was shown below its calls comes again when it ends. */
function resumeTurn(
  view: SessionView,
  { conversationId, turnId }: { conversationId: string; turnId: string },
): SessionView {
  const known = view.turns[turnId];
  if (!known) return view;
  const { pause: _over, ...turn } = known;
  const committed = (parts: MessagePart[]) =>
    parts.slice(0, parts.findLastIndex(({ type }) => type === "tool-call") + 1);
  return {
    ...view,
    turns: { ...view.turns, [turnId]: { ...turn, status: "accepted" } },
    messages: changeMessage(view, conversationId, turnId, (message) => ({
      ...message,
      status: "streaming",
      parts: committed(message.parts),
    })),
  };
}

function putRun(view: SessionView, run: Run): SessionView {
  const known = view.runs.some((one) => one.id === run.id);
  return { ...view, runs: known ? view.runs.map((one) => (one.id === run.id ? run : one)) : [...view.runs, run] };
}
