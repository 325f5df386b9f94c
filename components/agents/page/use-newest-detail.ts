"use client";
import { useState } from "react";
import type { AgentDetail } from "#lib/domain/agent/view.ts";

/** The agent as it is known last: by the page that was read, or by the answer to a change that came after it. */
export function useNewestDetail(read: AgentDetail): [AgentDetail, (answered: AgentDetail) => void] {
  const [answered, setAnswered] = useState(read);
  const isNewer = answered.version > read.version && (read.id === null || answered.id === read.id);
  return [isNewer ? answered : read, setAnswered];
}
