import type { AgentRole } from "#lib/domain/agent/state.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { roleIn } from "#lib/domain/session/access.ts";
import { notFound } from "../authorize.ts";
import type { SessionHead } from "../ports/reads.ts";

/** The session, when it is the caller's own. Whoever sees a part of it hears why not. */
export function requireOwner<Session extends Pick<SessionHead, "access">>(session: Session): Session {
  if (session.access.kind !== "owner")
    throw new DomainError("forbidden", "Only the owner of this session may do this.");
  return session;
}

/**
 * The caller's role in a conversation in which they may write: a mentee's words wait for an approval. A person who is
 * not the owner begins no conversation. Errors: not_found, forbidden for an observer.
 */
export function requireWriter(
  { access }: Pick<SessionHead, "access">,
  conversation: { id: string } | null,
): Exclude<AgentRole, "observer"> {
  const role = conversation ? roleIn(access, conversation.id) : access.kind === "owner" ? "primary" : null;
  if (role === null) throw notFound("conversation");
  if (role === "observer")
    throw new DomainError("forbidden", "You observe this conversation: ask its primary for a role that writes.");
  return role;
}

/** The same for what no draft stands for, such as stopping an answer. */
export function requireActor(session: Pick<SessionHead, "access">, conversation: { id: string } | null): void {
  if (requireWriter(session, conversation) === "mentee")
    throw new DomainError(
      "forbidden",
      'Your role here is "mentee": ask a primary or shared person to do this for you.',
    );
}
