import { isPassing, type Problem } from "#components/api/problem.ts";
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
  createdAt: string;
}

export const MOST_ATTEMPTS = 4;

export const conversationOf = (view: SessionView, slug: string) => view.conversations[slug];

/** The turn that has not ended in an agent's conversation. */
export function turnOf(view: SessionView, slug: string): LiveTurn | undefined {
  const id = conversationOf(view, slug)?.conversationId;
  return id ? Object.values(view.turns).find((turn) => turn.conversationId === id) : undefined;
}

/** The next message to post: the oldest of its conversation, when nothing is running there. */
export function nextToSend(outbox: readonly Outgoing[], view: SessionView): Outgoing | undefined {
  const busy = new Set<string>();
  return outbox.find((one) => {
    if (one.status === "failed" || busy.has(one.slug)) return false;
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
export function afterProblem(message: Outgoing, problem: Problem): Outgoing {
  const attempts = message.attempts + 1;
  if (problem.code === "turn_in_progress") return { ...message, status: "waiting", problem: null };
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
