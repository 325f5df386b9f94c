"use client";
import { useEffect, useRef, useState } from "react";
import { type Answer, request } from "#components/api/request.ts";

export interface Outcome {
  ok: boolean;
  message: string;
}

export interface Asking {
  /** When the question went out; null while none is under way. */
  since: number | null;
  outcome: Outcome | null;
  /** Sends what makes the server ask a model; null when it was broken off. */
  ask<Body>(path: string, call: { method: "POST" | "PATCH"; body?: unknown }): Promise<Answer<Body> | null>;
  /** Breaks it off: the server ends its own request to the provider. */
  cancel(): void;
  say(outcome: Outcome | null): void;
}

/** A question to a model through the server: how long it has lasted, what came of it, and a way to break it off. */
export function useAsking(): Asking {
  const [since, setSince] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  return {
    since,
    outcome,
    async ask(path, call) {
      stop.current?.abort();
      const own = new AbortController();
      stop.current = own;
      setOutcome(null);
      setSince(Date.now());
      const answer = await request<never>(path, { ...call, signal: own.signal });
      if (stop.current === own) setSince(null);
      return own.signal.aborted ? null : answer;
    },
    cancel() {
      stop.current?.abort();
      setSince(null);
      setOutcome({ ok: false, message: "Broken off. Nothing was changed." });
    },
    say: setOutcome,
  };
}
