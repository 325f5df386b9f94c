import type { ToolCallPart, ToolState } from "#lib/domain/session/parts.ts";

/** What a tool call is called while it runs and after; a tool without words of its own is named by its id. */
const WORDS: Record<string, [doing: string, done: string]> = {
  hand_off: ["Handing over", "Handed over"],
  start_workflow: ["Starting a workflow", "Started a workflow"],
  query_table: ["Querying a table", "Queried a table"],
  read_file: ["Reading a file", "Read a file"],
  calculate: ["Calculating", "Calculated"],
  read_state: ["Reading earlier results", "Read earlier results"],
  fetch_company_data: ["Fetching company data", "Fetched company data"],
  calculate_dcf: ["Calculating a DCF", "Calculated a DCF"],
};

const plain = (tool: string): string => {
  const words = tool.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export function toolWords({ tool, state }: Pick<ToolCallPart, "tool" | "state">): string {
  const known = WORDS[tool];
  if (!known) return plain(tool);
  return state === "running" ? known[0] : state === "done" ? known[1] : plain(tool);
}

export const STATE_WORDS: Record<ToolState, string> = {
  running: "running",
  waiting: "waits for an answer",
  done: "done",
  failed: "failed",
  unknown: "outcome unknown",
  stopped: "stopped",
};
