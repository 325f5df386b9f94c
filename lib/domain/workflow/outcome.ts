import type { Failure } from "../errors.ts";
import type { Json } from "../json.ts";
import type { ChartSpec, TableSpec } from "../session/artifacts.ts";
import type { MessagePart } from "../session/parts.ts";

/** What a finished run gives: `summary` is Markdown, `facts` are single sentences that another agent may rely on. */
export type WorkflowResult = {
  summary: string;
  tables: TableSpec[];
  charts: ChartSpec[];
  facts: string[];
};

/** What a run leaves behind: its result, data for other agents under one key, and what the session is now about. */
export type WorkflowOutcome = {
  result: WorkflowResult;
  state: { key: string; data: Json; ttlSeconds?: number };
  subject: string | null;
};

/** A result as the parts of the message that reports it. */
export function resultParts(result: WorkflowResult): MessagePart[] {
  return [
    { type: "text", text: result.summary },
    ...result.tables.map((table): MessagePart => ({ type: "table", table })),
    ...result.charts.map((chart): MessagePart => ({ type: "chart", chart })),
  ];
}

/** What the conversation is told when a run could not finish. */
export function failureParts(run: { id: string; type: string; title: string }, failure: Failure): MessagePart[] {
  const next = failure.retryable
    ? "What was done until then is kept: choose Retry in the progress panel and it goes on from that step."
    : "Once that is put right, start it again; Retry in the progress panel goes on from the step that failed.";
  return [
    { type: "text", text: `**${run.title} could not finish.** ${failure.message}\n\n${next}` },
    { type: "run", runId: run.id, workflowType: run.type },
  ];
}
