import { DomainError } from "#lib/domain/errors.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { notFound } from "../authorize.ts";
import type { SessionHead } from "../ports/reads.ts";
import type { SessionPatch } from "../ports/store.ts";

/** The session, when it is there and may be written in. Errors: not_found, session_closed. */
export function requireOpen(session: SessionHead | null): SessionHead {
  if (!session || session.deleted) throw notFound("session");
  if (session.status === "stopped" || session.status === "expired")
    throw new DomainError("session_closed", `This session is ${session.status}. Reopen it to write again.`);
  return session;
}

/** What writing in a session does to it: its activity counts, and a completed one opens again. */
export function touchSession(session: SessionHead, at: string): { patch: SessionPatch; facts: FeedFact[] } {
  const patch: SessionPatch = { id: session.id, at };
  if (session.status !== "completed") return { patch, facts: [] };
  return {
    patch: { ...patch, status: "active", completedAt: null, expiresAt: null },
    facts: [{ type: "session.status", status: "active" }],
  };
}
