import type { Json } from "#lib/domain/json.ts";
import type { Run } from "#lib/domain/workflow/run.ts";

/** A run that this process now executes, fenced by its epoch. */
export interface ClaimedRun {
  run: Run;
  workspaceId: string;
  userId: string;
  sessionOwnerId: string;
  sessionSubject: string | null;
  /** Whose conversation hears of the end; null when there is none. */
  conversation: { id: string; slug: string; agentId: string } | null;
  epoch: number;
  cancelRequested: boolean;
  /** What completed steps gave, by step name. */
  outputs: Record<string, Json>;
}

/** Claims, cancels and positions of workflow runs. Everything else about them is written by `Store.commit`. */
export interface Runs {
  /**
   * Takes a queued run, or one whose process is gone, under the next epoch; null when that segment has ended.
   * Error: `turn_in_progress` when a living process executes it.
   */
  claim(runId: string, segment: number): Promise<ClaimedRun | null>;
  /** Marks a run to be cancelled and tells whoever executes it. False when it has ended. */
  requestCancel(runId: string, at: string): Promise<boolean>;
  /** Aborts within a second of a cancel request, wherever it was made. */
  cancelSignal(runId: string): { signal: AbortSignal; dispose(): void };
  /** The segment and epoch of a run that is there. */
  position(runId: string): Promise<{ segment: number; epoch: number } | null>;
}
