import type { KeptAnswer } from "#components/chat/questions/answer-store.ts";
import type { Outgoing } from "#components/chat/store/outbox.ts";

/** What this browser keeps of a session: drafts, and messages that have not left yet. */
const draftKey = (sessionId: string, slug: string) => `throughline:draft:${sessionId}:${slug}`;
const answerKey = (clientActionId: string) => `throughline:answer:${clientActionId}`;
/** Each message has a place of its own: several tabs may write in one session. */
const outboxPlace = (sessionId: string) => `throughline:outbox:${sessionId}/`;

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden storage only costs the convenience.
  }
}

export const loadDraft = (sessionId: string, slug: string): string => read(draftKey(sessionId, slug)) ?? "";
export const saveDraft = (sessionId: string, slug: string, text: string): void =>
  write(draftKey(sessionId, slug), text);

/** What was written, or sent and not arrived, in answer to a question. */
export function loadAnswer(clientActionId: string): KeptAnswer | null {
  try {
    const kept: unknown = JSON.parse(read(answerKey(clientActionId)) ?? "null");
    return typeof kept === "object" && kept !== null && "draft" in kept ? (kept as KeptAnswer) : null;
  } catch {
    return null;
  }
}
export const saveAnswer = (clientActionId: string, kept: KeptAnswer | null): void =>
  write(answerKey(clientActionId), kept ? JSON.stringify(kept) : "");

/** What any tab has written in the session and the feed has not confirmed, oldest first. */
export function loadOutbox(sessionId: string): Outgoing[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(outboxPlace(sessionId)))
      .flatMap((key) => readMessage(key) ?? [])
      .toSorted((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1));
  } catch {
    return [];
  }
}

function readMessage(key: string): Outgoing | null {
  try {
    const kept: unknown = JSON.parse(read(key) ?? "null");
    return typeof kept === "object" && kept !== null && "text" in kept ? (kept as Outgoing) : null;
  } catch {
    return null;
  }
}

/** Keeps what this tab has changed; the other tabs' messages stay as they are. */
export function saveOutbox(sessionId: string, outbox: readonly Outgoing[], before: readonly Outgoing[]): void {
  const place = outboxPlace(sessionId);
  for (const { id } of before) if (!outbox.some((one) => one.id === id)) write(place + id, "");
  for (const one of outbox) if (!before.includes(one)) write(place + one.id, JSON.stringify(one));
}
