import { type AgentState, absentAgent } from "#lib/domain/agent/state.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import { PersistentMap } from "#lib/domain/persistent-map.ts";

/**
 * The state to fold events onto, from an agent as its owner reads it at some version. Drafts are not in what is read;
 * no line of the timeline tells of them.
 */
export function stateOfDetail(detail: AgentDetail): AgentState {
  const { id, version: _version, role: _role, description: _description, activeSessions, ...facts } = detail;
  const createdAt = detail.createdAt ?? "";
  if (id === null || detail.status === "absent") return absentAgent(id ?? "", "");
  const { status, archivedAt, archiveReason, ...rest } = facts;
  const state = {
    ...rest,
    id,
    workspaceId: "",
    drafts: [],
    activeSessions: PersistentMap.from(Object.fromEntries(activeSessions.map((part) => [part.sessionId, part]))),
    createdAt,
    updatedAt: createdAt,
  };
  return status === "archived"
    ? { ...state, status, archivedAt: archivedAt ?? createdAt, archiveReason }
    : { ...state, status: "active" };
}
