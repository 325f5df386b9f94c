"use client";
import { useCallback, useEffect, useState } from "react";
import { readMembers } from "#components/account/read-members.ts";
import type { Problem } from "#components/api/problem.ts";
import { type Answer, request } from "#components/api/request.ts";
import type { AssignmentsView } from "#lib/application/agents/assignment-schema.ts";
import type { AgentRole } from "#lib/domain/agent/state.ts";

export interface Member {
  userId: string;
  name: string;
  email: string;
}

export interface People {
  /** Null until they are read. */
  view: AssignmentsView | null;
  problem: Problem | null;
  /** Members of the workspace who have no role on the agent yet; only those who may change something get them. */
  others: readonly Member[];
  add(userId: string, role: AgentRole): Promise<Answer<unknown>>;
  change(userId: string, role: AgentRole): Promise<Answer<unknown>>;
  remove(userId: string): Promise<Answer<unknown>>;
}

/** The people of an agent: as the server gave them, or read from the API; changed through it. */
export function usePeople(agent: string, given?: AssignmentsView, onChanged?: () => void): People {
  const path = `/api/agents/${encodeURIComponent(agent)}/assignments`;
  const [view, setView] = useState<AssignmentsView | null>(given ?? null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [members, setMembers] = useState<readonly Member[]>([]);

  const read = useCallback(async () => {
    const answer = await request<AssignmentsView>(path);
    if (!answer.ok) return setProblem(answer.problem);
    setProblem(null);
    setView(answer.body);
  }, [path]);
  useEffect(() => {
    if (given) setView(given);
    else void read();
  }, [given, read]);

  const mayChange = view?.mayChange === true;
  useEffect(() => {
    if (!mayChange) return;
    void readMembers().then(setMembers);
  }, [mayChange]);

  const post = (userId: string, role: AgentRole) => request(path, { method: "POST", body: { userId, role } });
  const drop = (userId: string) => request(`${path}?userId=${encodeURIComponent(userId)}`, { method: "DELETE" });
  async function then(call: Promise<Answer<unknown>>): Promise<Answer<unknown>> {
    const answer = await call;
    await read();
    onChanged?.();
    return answer;
  }
  return {
    view,
    problem,
    others: members.filter((one) => !view?.items.some(({ userId }) => userId === one.userId)),
    add: (userId, role) => then(post(userId, role)),
    change: (userId, role) => then(drop(userId).then((dropped) => (dropped.ok ? post(userId, role) : dropped))),
    remove: (userId) => then(drop(userId)),
  };
}
