import { isPassing, type Problem } from "#components/api/problem.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { PacketFile } from "#lib/domain/session/handoff.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { LiveTurn, SessionView } from "#lib/domain/session/view.ts";

/** A message of ours that the feed has not confirmed. `waiting`: for the network or for the running answer. */
export interface Outgoing {
  id: string;
  slug: string;
  text: string;
  files: PacketFile[];
  status: "waiting" | "sending" | "sent" | "failed";
  attempts: number;
  problem: string | null;
  /** The question that waited when this was written: its words may be the answer. */
  answers: { clientActionId: string; turnId: string } | null;
  createdAt: string;
  /** A limit lets it through then, not before. */
  notBefore?: string;
}

export const MOST_ATTEMPTS = 4;
export const RETRY_MS = 1_500;

/** Milliseconds until it is worth posting a refused message again. */
export const pauseAfter = ({ retryAfterSeconds }: Problem, { attempts }: Outgoing): number =>
  retryAfterSeconds === undefined ? RETRY_MS * (attempts + 1) : retryAfterSeconds * 1_000;

/** Milliseconds for which a limit still holds a message back. */
export const heldFor = ({ notBefore }: Outgoing, now: string): number =>
  notBefore ? Math.max(0, Date.parse(notBefore) - Date.parse(now)) : 0;

export const conversationOf = (view: SessionView, slug: string) => view.conversations[slug];

/** The turn that has not ended in an agent's conversation. */
export function turnOf(view: SessionView, slug: string): LiveTurn | undefined {
  const id = conversationOf(view, slug)?.conversationId;
  return id ? Object.values(view.turns).find((turn) => turn.conversationId === id) : undefined;
}

/** The question that waits in an agent's conversation. */
export function questionIn(view: SessionView, slug: string): OpenClientAction | undefined {
  const id = conversationOf(view, slug)?.conversationId;
  return id ? Object.values(view.clientActions).find((action) => action.conversationId === id) : undefined;
}

const mayAnswer = ({ answers }: Outgoing, view: SessionView): boolean =>
  Boolean(answers && view.clientActions[answers.clientActionId]);

/** The next message to post: words for a question that waits, else the oldest where nothing is running. */
export function nextToSend(outbox: readonly Outgoing[], view: SessionView, now: string): Outgoing | undefined {
  const busy = new Set<string>();
  return outbox.find((one) => {
    if (one.status === "failed") return false;
    if (one.notBefore && one.notBefore > now) {
      busy.add(one.slug);
      return false;
    }
    if (mayAnswer(one, view)) return one.status === "waiting";
    if (busy.has(one.slug)) return false;
    busy.add(one.slug);
    return one.status === "waiting" && !turnOf(view, one.slug);
  });
}

/** What the feed has confirmed leaves the outbox. */
export function withoutConfirmed(outbox: Outgoing[], view: SessionView): Outgoing[] {
  const left = outbox.filter((one) => {
    const id = conversationOf(view, one.slug)?.conversationId;
    return !(id && view.messages[id]?.some((message) => message.id === one.id));
  });
  return left.length === outbox.length ? outbox : left;
}

/** A message after a refused post: tried again by itself, kept for the running answer, or failed with the reason. */
export function afterProblem(message: Outgoing, problem: Problem, now: string): Outgoing {
  if (problem.retryAfterSeconds !== undefined) {
    const notBefore = new Date(Date.parse(now) + problem.retryAfterSeconds * 1_000).toISOString();
    return { ...message, status: "waiting", notBefore, problem: problem.detail };
  }
  const attempts = message.attempts + 1;
  if (problem.code === "turn_in_progress" || problem.code === "response_pending")
    return { ...message, status: "waiting", answers: null, problem: null };
  if (problem.status === 0) return { ...message, status: "waiting", problem: problem.detail };
  if (isPassing(problem) && attempts < MOST_ATTEMPTS) return { ...message, status: "waiting", attempts, problem: null };
  return { ...message, status: "failed", attempts, problem: problem.detail };
}

/** An outgoing message as the thread shows it. */
export const asMessage = (one: Outgoing): Message => ({
  id: one.id,
  conversationId: "",
  sequence: 0,
  parentId: null,
  role: "user",
  parts: [
    ...one.files.map((file) => ({ type: "file" as const, ...file })),
    ...(one.text ? [{ type: "text" as const, text: one.text }] : []),
  ],
  status: "complete",
  authorId: null,
  model: null,
  usage: null,
  orchestratorContext: null,
  error: null,
  createdAt: one.createdAt,
});
