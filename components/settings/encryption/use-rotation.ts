"use client";
import { useEffect, useRef, useState } from "react";
import { request } from "#components/api/request.ts";
import type { RotationStatus } from "#lib/application/secrets/schema.ts";

const PATH = "/api/secrets/rotation";
const LOOK_MS = 600;

/** How far the change of the key is, looked at again and again while it runs, whoever has begun it. */
export function useRotation(first: RotationStatus, onChanged: () => void) {
  const [status, setStatus] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);
  const wasRunning = useRef(first.running);
  const changed = useRef(onChanged);
  changed.current = onChanged;

  useEffect(() => {
    if (wasRunning.current && !status.running && status.last?.endedAt) changed.current();
    wasRunning.current = status.running;
    if (!status.running) return;
    const timer = setTimeout(async () => {
      const answer = await request<RotationStatus>(PATH);
      // While a server cannot be reached nothing is known: the last thing that was known stays, and is asked for again.
      setStatus((known) => (answer.ok ? answer.body : { ...known }));
    }, LOOK_MS);
    return () => clearTimeout(timer);
  }, [status]);

  async function start(): Promise<void> {
    setProblem(null);
    const answer = await request<RotationStatus>(PATH, { method: "POST", body: {} });
    if (!answer.ok) return setProblem(answer.problem.detail);
    wasRunning.current = true;
    setStatus(answer.body);
  }

  return { status, problem, start };
}
