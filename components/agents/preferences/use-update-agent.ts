"use client";
import { useState } from "react";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import type { JsonObject } from "#lib/domain/json.ts";

export interface AgentChange {
  name?: string;
  systemPromptOverride?: string | null;
  /** A merge patch. */
  preferences?: JsonObject;
}

/** Saves changes of an agent. True when it went well; the agent as it is then goes to `onSaved`. */
export function useUpdateAgent(agent: string, onSaved: (detail: AgentDetail) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function save(change: AgentChange): Promise<boolean> {
    setBusy(true);
    const path = `/api/agents/${encodeURIComponent(agent)}`;
    const answer = await request<AgentDetail>(path, { method: "PATCH", body: change });
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) onSaved(answer.body);
    return answer.ok;
  }
  return { save, busy, problem };
}
