import type { Delta, FeedFact, LiveItem } from "./feed.ts";
import { emptyOrchestratorContext } from "./orchestrator-context.ts";
import type { Message, MessagePart, Receipt } from "./parts.ts";
import { reduce } from "./reduce.ts";
import type { SessionView } from "./view.ts";

// What the tests of the reducer share: a session in which one turn has been accepted, then runs.
export const at = "2026-11-21T12:00:00.000Z";
export const start: SessionView = {
  id: "session",
  ownerId: "ada",
  title: null,
  subject: null,
  status: "active",
  deleted: false,
  feedSequence: 0,
  conversations: {},
  messages: {},
  olderCursor: {},
  turns: {},
  clientActions: {},
  drafts: [],
  roles: null,
  people: {},
  runs: [],
  handoffs: [],
  stateKeys: [],
  orchestratorContext: emptyOrchestratorContext,
  metadata: {},
  createdAt: at,
  updatedAt: at,
  lastActivityAt: at,
  completedAt: null,
  expiresAt: null,
};

export const message = (id: string, changes: Partial<Message> = {}): Message => ({
  id,
  conversationId: "talk",
  sequence: 1,
  parentId: null,
  role: "assistant",
  parts: [],
  status: "streaming",
  authorId: null,
  model: null,
  usage: null,
  orchestratorContext: null,
  error: null,
  createdAt: at,
  ...changes,
});
export const conversation = {
  conversationId: "talk",
  agentId: "agent",
  slug: "guide",
  messageCount: 0,
  lastMessageAt: null,
};

/** The view after facts in a row, from `from` on; none of them may leave a gap. */
export const told = (from: SessionView, ...facts: FeedFact[]): SessionView =>
  facts.reduce((view, fact) => {
    const next = reduce(view, { kind: "entry", entry: { ...fact, sequence: view.feedSequence + 1, at } });
    if (next.gap) throw new Error("Nothing is missing here.");
    return next.view;
  }, from);

export const turnStarted = (epoch: number, part: number): FeedFact => ({
  type: "turn.started",
  conversationId: "talk",
  turnId: "turn",
  epoch,
  part,
  model: null,
});
/** A model's attempt has failed, and the same one is asked again under this epoch. */
export const attempt = (epoch: number, part: number) => {
  const used = { configId: "config", provider: "openai", model: "gpt", name: "GPT" };
  const next = { model: used, at };
  const receipt: Receipt = {
    ...used,
    ...{ iteration: 0, attempt: 1, code: "model_unavailable", message: "A fault.", at, next },
  };
  const failed: Extract<FeedFact, { type: "turn.attempt-failed" }> = {
    type: "turn.attempt-failed",
    ...{ conversationId: "talk", turnId: "turn", epoch, part, receipt },
  };
  return { receipt, failed };
};
export const accepted = told(
  start,
  { type: "conversation.started", conversationId: "talk", conversation },
  { type: "message.created", conversationId: "talk", message: message("turn") },
);
export const running = told(accepted, turnStarted(1, 0));

export const delta = (offset: number, text: string, changes: Partial<Delta> = {}): LiveItem => ({
  kind: "delta",
  delta: {
    turnId: "turn",
    messageId: "turn",
    conversationId: "talk",
    epoch: 1,
    part: 0,
    kind: "text",
    offset,
    text,
    ...changes,
  },
});
export const rewind = (epoch: number, part: number, offset = 0): LiveItem => ({
  kind: "rewind",
  rewind: { turnId: "turn", messageId: "turn", conversationId: "talk", epoch, part, offset },
});
export const live = (from: SessionView, ...items: LiveItem[]): SessionView =>
  items.reduce((view, item) => {
    const next = reduce(view, item);
    if (next.gap) throw new Error("Nothing is missing here.");
    return next.view;
  }, from);
export const partsOf = (view: SessionView): MessagePart[] =>
  view.messages.talk?.find((one) => one.id === "turn")?.parts ?? [];
export const text = (text: string): MessagePart => ({ type: "text", text });
