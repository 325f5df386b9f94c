import type { WorkspaceRole } from "#lib/domain/access.ts";
import { may } from "#lib/domain/agent/rights.ts";
import type { AgentRole, AgentState } from "#lib/domain/agent/state.ts";

/** What the person in front of an agent's page may do there: no control is shown that would be refused. */
export interface AgentRights {
  start: boolean;
  /** Name, instructions, preferences. */
  change: boolean;
  seePreferences: boolean;
  /** Complete and stop its part in a session. */
  endSessions: boolean;
  archive: boolean;
  seeMemory: boolean;
  forget: boolean;
  seeTimeline: boolean;
}

interface Standing {
  role: AgentRole;
  isOwner: boolean;
  status: AgentState["status"];
  workspaceRole: WorkspaceRole;
}

export function rightsOn({ role, isOwner, status, workspaceRole }: Standing): AgentRights {
  const writes = workspaceRole !== "viewer";
  const controls = may(role, "control");
  const living = status !== "archived";
  return {
    start: writes && isOwner && living,
    change: writes && controls && living,
    seePreferences: controls,
    endSessions: writes && controls && living,
    archive: writes && controls && status === "active",
    seeMemory: controls,
    forget: writes && controls,
    seeTimeline: controls,
  };
}
