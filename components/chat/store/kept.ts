import type { KeptAnswer } from "#components/chat/questions/answer-store.ts";
import type { Outgoing } from "#components/chat/store/outbox.ts";

/** What this browser keeps of a session for one person: drafts, and messages that have not left yet. */
const draftKey = (me: string, sessionId: string, slug: string) => `throughline:draft:${me}/${sessionId}/${slug}`;
const answerKey = (me: string, clientActionId: string) => `throughline:answer:${me}/${clientActionId}`;
/** Each message has a place of its own: several tabs may write in one session. */
const outboxPlace = (me: string, sessionId: string) => `throughline:outbox:${me}/${sessionId}/`;

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

/** What is kept there as JSON; null for what is damaged, or has no such field. */
function readObject<Kept extends object>(key: string, field: keyof Kept & string): Kept | null {
  try {
    const kept: unknown = JSON.parse(read(key) ?? "null");
    return typeof kept === "object" && kept !== null && field in kept ? (kept as Kept) : null;
  } catch {
    return null;
  }
}

export const loadDraft = (me: string, sessionId: string, slug: string): string =>
  read(draftKey(me, sessionId, slug)) ?? "";
export const saveDraft = (me: string, sessionId: string, slug: string, text: string): void =>
  write(draftKey(me, sessionId, slug), text);

/** What was written, or sent and not arrived, in answer to a question. */
export const loadAnswer = (me: string, clientActionId: string): KeptAnswer | null =>
  readObject<KeptAnswer>(answerKey(me, clientActionId), "draft");
export const saveAnswer = (me: string, clientActionId: string, kept: KeptAnswer | null): void =>
  write(answerKey(me, clientActionId), kept ? JSON.stringify(kept) : "");

/** What somebody has written in the session, in any tab, and the feed has not confirmed; oldest first. */
export function loadOutbox(me: string, sessionId: string): Outgoing[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(outboxPlace(me, sessionId)))
      .flatMap((key) => readObject<Outgoing>(key, "text") ?? [])
      .toSorted((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1));
  } catch {
    return [];
  }
}

/** Keeps what this tab has changed; the other tabs' messages stay as they are. */
export function saveOutbox(
  me: string,
  sessionId: string,
  outbox: readonly Outgoing[],
  before: readonly Outgoing[],
): void {
  const place = outboxPlace(me, sessionId);
  for (const { id } of before) if (!outbox.some((one) => one.id === id)) write(place + id, "");
  for (const one of outbox) if (!before.includes(one)) write(place + one.id, JSON.stringify(one));
}

/** Calls back with the message that another tab has taken out: discarded there, or confirmed. The answer ends it. */
export function onTakenOut(me: string, sessionId: string, callback: (messageId: string) => void): () => void {
  const place = outboxPlace(me, sessionId);
  const hear = ({ key, newValue }: StorageEvent) => {
    if (newValue === null && key?.startsWith(place)) callback(key.slice(place.length));
  };
  window.addEventListener("storage", hear);
  return () => window.removeEventListener("storage", hear);
}
