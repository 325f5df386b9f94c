import { DomainError } from "#lib/domain/errors.ts";
import { type AgentRole, type ExistingAgent, roleOn } from "./state.ts";

/**
 * What people do with an agent, and the roles that may; the owner is primary. To read its conversations every role
 * is enough. Only to begin sessions with it is the owner's alone: those are theirs.
 */
const RIGHTS = {
  /** Say something to it, answer its questions, decide on drafts. */
  speak: ["primary", "shared"],
  /** Say something that waits for an approval. */
  draft: ["mentee"],
  /** Change it and its people, end its sessions, archive it; see its log, its preferences and what it remembers. */
  control: ["primary"],
} as const satisfies Record<string, readonly AgentRole[]>;

export type AgentRight = keyof typeof RIGHTS;

export const may = (role: AgentRole | null, right: AgentRight): boolean =>
  role !== null && (RIGHTS[right] as readonly AgentRole[]).includes(role);

/** Refuses a person whose role does not have the right, with what to do about it. Error: `forbidden`. */
export function requireRight(agent: ExistingAgent, userId: string, right: AgentRight): void {
  const role = roleOn(agent, userId);
  if (may(role, right)) return;
  const standing = role ? `your role is "${role}"` : "you have no role on it";
  throw new DomainError(
    "forbidden",
    `This is for the ${RIGHTS[right].join(" and ")} people of this agent, and ${standing}. Ask a primary of it.`,
  );
}
