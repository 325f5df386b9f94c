import type { KeptAnswer } from "#components/chat/questions/answer-store.ts";
import type { Outgoing } from "#components/chat/store/outbox.ts";

/** What this browser keeps of a session: drafts, and messages that have not left yet. */
const draftKey = (sessionId: string, slug: string) => `throughline:draft:${sessionId}:${slug}`;
const answerKey = (clientActionId: string) => `throughline:answer:${clientActionId}`;
const outboxKey = (sessionId: string) => `throughline:outbox:${sessionId}`;

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

export function loadOutbox(sessionId: string): Outgoing[] {
  try {
    const kept: unknown = JSON.parse(read(outboxKey(sessionId)) ?? "[]");
    return Array.isArray(kept) ? (kept as Outgoing[]) : [];
  } catch {
    return [];
  }
}
export const saveOutbox = (sessionId: string, outbox: readonly Outgoing[]): void =>
  write(outboxKey(sessionId), outbox.length > 0 ? JSON.stringify(outbox) : "");
