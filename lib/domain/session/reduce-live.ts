import type { Delta, FeedFact, Rewind } from "./feed.ts";
import type { Message, MessagePart } from "./parts.ts";
import type { SessionView } from "./view.ts";

/** The view with a piece of live text; repeated text is cut off, missing text is a gap. */
export function applyDelta(view: SessionView, delta: Delta): { view: SessionView; gap: boolean } {
  const turn = view.turns[delta.turnId];
  if (!turn || delta.epoch < turn.epoch) return { view, gap: false };
  if (delta.epoch > turn.epoch && turn.epoch > 0) return { view, gap: true };
  const current = withoutFailure(withEpoch(view, delta.turnId, delta.epoch), delta.turnId);
  const message = current.messages[delta.conversationId]?.find((one) => one.id === delta.messageId);
  if (!message) return { view, gap: true };
  const parts = appendText(message.parts, delta);
  return parts ? { view: putParts(current, message, parts), gap: false } : { view, gap: true };
}

/** The view without the text that a take-over voids. Said again, it voids nothing of the new text. */
export function applyRewind(view: SessionView, rewind: Rewind): SessionView {
  const turn = view.turns[rewind.turnId];
  if (!turn || rewind.epoch <= turn.epoch) return view;
  const message = view.messages[rewind.conversationId]?.find((one) => one.id === rewind.messageId);
  const current = withEpoch(view, rewind.turnId, rewind.epoch);
  return message ? putParts(current, message, cutParts(message.parts, rewind)) : current;
}

/** A turn runs under a new epoch, by a process that took it or for another attempt: what was not committed is void. */
export function applyEpoch(
  view: SessionView,
  fact: Extract<FeedFact, { type: "turn.started" | "turn.attempt-failed" }>,
): SessionView {
  const { turnId, conversationId, epoch, part } = fact;
  const known = view.turns[turnId]?.epoch === epoch; // text of this very epoch came first
  const failure = fact.type === "turn.attempt-failed" && !known ? { failure: fact.receipt } : {};
  const model = fact.type === "turn.started" ? fact.model : null;
  const started = (message: Message): Message => ({
    ...message,
    status: "streaming",
    parts: known ? message.parts : cutParts(message.parts, { part, offset: 0 }),
    model: model ?? message.model,
  });
  const all = view.messages[conversationId];
  return {
    ...view,
    turns: { ...view.turns, [turnId]: { turnId, conversationId, epoch, status: "running", ...failure } },
    messages: all
      ? { ...view.messages, [conversationId]: all.map((one) => (one.id === turnId ? started(one) : one)) }
      : view.messages,
  };
}

/** The view once a turn's next attempt is heard of. */
export function withoutFailure(view: SessionView, turnId: string): SessionView {
  const turn = view.turns[turnId];
  if (!turn?.failure) return view;
  const { failure: _over, ...rest } = turn;
  return { ...view, turns: { ...view.turns, [turnId]: rest } };
}

/** Parts up to (part, offset). */
export function cutParts(parts: MessagePart[], at: { part: number; offset: number }): MessagePart[] {
  const kept = parts.slice(0, at.part);
  const open = parts[at.part];
  if (at.offset > 0 && open && (open.type === "text" || open.type === "reasoning"))
    kept.push({ ...open, text: open.text.slice(0, at.offset) });
  return kept;
}

/** Parts with the text of a delta, or null when text before it is missing. */
export function appendText(
  parts: MessagePart[],
  delta: Pick<Delta, "part" | "kind" | "offset" | "text">,
): MessagePart[] | null {
  if (delta.part > parts.length) return null;
  const open = parts[delta.part] ?? { type: delta.kind, text: "" };
  if (open.type !== delta.kind) return null;
  if (delta.offset > open.text.length) return null;
  const known = open.text.length - delta.offset;
  if (known >= delta.text.length && parts[delta.part]) return parts;
  const next = [...parts];
  next[delta.part] = { ...open, text: open.text + delta.text.slice(known) };
  return next;
}

function withEpoch(view: SessionView, turnId: string, epoch: number): SessionView {
  const turn = view.turns[turnId];
  return turn && turn.epoch !== epoch ? { ...view, turns: { ...view.turns, [turnId]: { ...turn, epoch } } } : view;
}

function putParts(view: SessionView, message: Message, parts: MessagePart[]): SessionView {
  if (parts === message.parts) return view;
  const all = view.messages[message.conversationId] ?? [];
  return {
    ...view,
    messages: {
      ...view.messages,
      [message.conversationId]: all.map((one) => (one.id === message.id ? { ...one, parts } : one)),
    },
  };
}
