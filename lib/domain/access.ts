export const WORKSPACE_ROLES = ["owner", "admin", "member", "viewer"] as const;
export type WorkspaceRole = (typeof WORKSPACE_ROLES)[number];

/** What an API key may be allowed to do. A person who signed in has every scope, within their role. */
export const SCOPES = [
  "sessions:read",
  "sessions:write",
  "agents:read",
  "agents:write",
  "workspace:read",
  "workspace:write",
] as const;
export type Scope = (typeof SCOPES)[number];
