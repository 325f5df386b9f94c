import { useState } from "react";
import type { Problem } from "#components/api/problem.ts";
import { type Answer, request } from "#components/api/request.ts";

/** Sends a form to a door of ours; while it is on its way, and what was wrong with it. */
export function useSave<Body>(path: string, method: "POST" | "PATCH" | "PUT" | "DELETE" = "POST") {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    busy,
    problem,
    forget: () => setProblem(null),
    async save(body?: unknown): Promise<Answer<Body>> {
      setBusy(true);
      const answer = await request<Body>(path, { method, ...(body === undefined ? {} : { body }) });
      setBusy(false);
      setProblem(answer.ok ? null : answer.problem);
      return answer;
    },
  };
}
