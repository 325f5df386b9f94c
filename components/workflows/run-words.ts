import { plainText } from "#components/markdown/plain-text.ts";
import { isActiveRun, type Run, type RunStatus, type Step } from "#lib/domain/workflow/run.ts";

export const RUN_WORDS: Record<RunStatus, string> = {
  queued: "Queued",
  running: "Running",
  waiting: "Waiting for you",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const RUN_TONE: Record<RunStatus, "neutral" | "agent" | "success" | "warning" | "danger"> = {
  queued: "neutral",
  running: "agent",
  waiting: "warning",
  completed: "success",
  failed: "danger",
  cancelled: "neutral",
};

/** "content_analysis" → "Content analysis"; "ContentAnalysisOrchestrator" → "Content analysis". */
export function inWords(name: string): string {
  const words = name
    .replace(/Orchestrator$/, "")
    .replace(/[_-]+/g, " ")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is happening right now, in a line. */
export function runLine(run: Run): string {
  if (run.status === "failed") return run.error?.message ?? "Something went wrong.";
  if (!isActiveRun(run.status)) return RUN_WORDS[run.status];
  return run.steps.find((step) => step.name === run.currentStep)?.label ?? RUN_WORDS[run.status];
}

/** "2 of 5 steps": those that are through, one way or another. */
export function stepCount(steps: readonly Step[]): string {
  const through = steps.filter((step) => step.status === "completed" || step.status === "skipped").length;
  return `${through} of ${steps.length} ${steps.length === 1 ? "step" : "steps"}`;
}

/** Running ones first, then the newest. */
export const inOrder = (runs: readonly Run[]): Run[] =>
  runs.toSorted(
    (a, b) => Number(isActiveRun(b.status)) - Number(isActiveRun(a.status)) || b.createdAt.localeCompare(a.createdAt),
  );

/** The words of a result worth a glance: the first paragraph of its summary, or nothing. */
export function resultLine(run: Run): string | null {
  if (typeof run.result === "string") return plainText(run.result);
  if (typeof run.result !== "object" || run.result === null || Array.isArray(run.result)) return null;
  const { summary, headline, text } = run.result;
  const found = [summary, headline, text].find((one) => typeof one === "string" && one !== "");
  return typeof found === "string" ? plainText(found.split(/\n\s*\n/, 1)[0] ?? "") : null;
}
