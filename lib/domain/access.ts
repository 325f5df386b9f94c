export const WORKSPACE_ROLES = ["owner", "admin", "member", "viewer"] as const;
export type WorkspaceRole = (typeof WORKSPACE_ROLES)[number];

const RANK: Record<WorkspaceRole, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/** Whether a role is at least as much as another one. */
export const atLeast = (role: WorkspaceRole, least: WorkspaceRole): boolean => RANK[role] >= RANK[least];

/**
 * What an API key may be allowed to do; writing does not include reading. A person who signed in has every scope, and
 * a key never does more than its person's role at that moment.
 */
export const SCOPES = [
  // Sessions and all that is in them: messages, files, questions, state, workflows' runs.
  "sessions:read",
  "sessions:write",
  // Agents, their settings, people's roles on them, and what they remember.
  "agents:read",
  "agents:write",
  // Ways to reach a language model.
  "models:read",
  "models:write",
  // People of the workspace and invitations.
  "members:read",
  "members:write",
  // What is used and what it costs.
  "usage:read",
  // Who did what.
  "audit:read",
  // The workspace itself: its settings, API keys, budgets and connections to outside.
  "workspace:read",
  "workspace:write",
] as const;
export type Scope = (typeof SCOPES)[number];
