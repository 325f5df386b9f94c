import type { AgentRole } from "#lib/domain/agent/state.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

/** The reader's role in an agent's conversation; null where they have none. In one's own session one is primary. */
export function roleOf(view: Pick<SessionView, "roles" | "conversations">, slug: string): AgentRole | null {
  if (view.roles === null) return "primary";
  const agentId = view.conversations[slug]?.agentId;
  return (agentId && view.roles[agentId]) || null;
}

/** May do at once what a mentee's draft asks for. */
export const acts = (role: AgentRole | null): boolean => role === "primary" || role === "shared";

export const isOwn = (view: Pick<SessionView, "roles">): boolean => view.roles === null;

/** Who wrote a message, when it was not the reader. */
export function authorOf(people: SessionView["people"], authorId: string | null, me: string): { name: string } | null {
  return authorId === null || authorId === me ? null : { name: people[authorId] ?? "Somebody else" };
}
