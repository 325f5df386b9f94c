import type { WorkspaceRole } from "#lib/domain/access.ts";
import type { AgentRole } from "./state.ts";

export interface Person {
  role: AgentRole;
  isOwner: boolean;
  /** Null: no member of the workspace any more. */
  workspaceRole: WorkspaceRole | null;
}

const WORDS: Record<AgentRole, string> = {
  primary:
    "Full control: reads and writes in this agent's conversations, decides on drafts, changes the agent and its people, ends its sessions, archives it.",
  shared: "Reads and writes in this agent's conversations and decides on drafts.",
  mentee: "Reads this agent's conversations. What they write is sent once a primary or shared person approves it.",
  observer: "Reads this agent's conversations and writes nothing.",
};

/** What a person's roles come to, in words for the people who look at the list. */
export function describeAccess({ role, isOwner, workspaceRole }: Person): string {
  if (workspaceRole === null) return "No access: not a member of this workspace any more.";
  if (isOwner) return "Owns the agent and the sessions it takes part in: everything in them.";
  if (workspaceRole === "viewer" && role !== "observer")
    return "Reads this agent's conversations. Writes nothing, because their role in the workspace is viewer.";
  return WORDS[role];
}
