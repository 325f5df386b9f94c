import { expect, test } from "vitest";
import { decideAgent } from "#lib/application/agents/record-events.ts";
import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { absentAgent, MAX_HISTORY } from "#lib/domain/agent/state.ts";
import { projectAgent } from "./agent-projections.ts";

const at = "2026-11-21T12:00:00.000Z";
const ctx = {
  actor: { kind: "system", userId: "ada", process: "turn" } as const,
  correlationId: "test",
  now: () => at,
  newId: () => "event",
};
const start = (sessionId: string): AgentCommand => ({
  ...{ type: "start-session", sessionId, conversationId: `c-${sessionId}`, sessionType: "guide" },
  ...{ maxConcurrentSessions: null, at },
});

function append(...commands: AgentCommand[]) {
  const create: AgentCommand = { type: "create", ownerId: "ada", agentType: "guide", slug: "guide", name: "Guide", at };
  const appended = decideAgent(ctx, { state: absentAgent("agent", "workspace"), version: 0 }, [create, ...commands]);
  if (!appended) throw new Error("A new agent is something.");
  return appended;
}

test("an archive ends more parts than the history keeps, each in a row of its own", () => {
  const sessions = Array.from({ length: MAX_HISTORY + 10 }, (_, n) => `s${n}`);
  const archive: AgentCommand = { type: "archive", reason: null, terminateActive: true, by: "ada", at };
  const { before, events } = append(...sessions.map(start), archive);
  const { agents, agentSessions } = projectAgent(before, events).rows;
  expect(agents).toMatchObject([{ id: "agent", status: "archived", version: events.length }]);
  expect(agentSessions).toHaveLength(sessions.length);
  expect(agentSessions.every((row) => row.status === "terminated" && row.endedAt === at)).toBe(true);
});

test("a message writes no part of a session", () => {
  const first = append(start("s"));
  const message: AgentCommand = { type: "receive-message", sessionId: "s", messageId: "m", responderId: "ada", at };
  const second = decideAgent(ctx, { state: first.state, version: 2 }, [message]);
  const { rows } = projectAgent(first.state, second?.events ?? []);
  expect(rows).toMatchObject({ agents: [{ totalInteractions: 1, version: 3 }], agentSessions: [] });
});

test("a role that is taken away keeps its row, with the time of its end; given again it has none", () => {
  const role = { userId: "bob", by: "ada", byAdmin: false, at };
  const assign: AgentCommand = { type: "assign", role: "shared", ...role };
  const unassign: AgentCommand = { type: "unassign", ...role };
  const rowsOf = (...commands: AgentCommand[]) => {
    const { before, events } = append(...commands);
    return projectAgent(before, events).rows.agentAssignments;
  };
  const row = { agentId: "agent", workspaceId: "workspace", userId: "bob", role: "shared" };
  expect(rowsOf(assign)).toMatchObject([{ ...row, unassignedAt: null }]);
  expect(rowsOf(assign, unassign)).toMatchObject([{ ...row, unassignedAt: at }]);
  expect(rowsOf(assign, unassign, assign)).toMatchObject([{ ...row, unassignedAt: null }]);
});
