import type { ClientActionEnd } from "#lib/domain/session/client-action.ts";
import type { Message, Receipt, ToolState } from "#lib/domain/session/parts.ts";
import type { Carried } from "../turns/carried.ts";
import type { Viewer } from "./reads.ts";
import type { ToolCallEnd, ToolCallStart } from "./turn-writes.ts";
import type { CountedCall } from "./usage.ts";

/** What a take-over finds of a turn: committed iterations and the calls that were begun. */
export interface TurnProgress {
  iterations: { n: number; parts: Message["parts"]; usage: Message["usage"]; carried?: Carried[] | null }[];
  toolCalls: (ToolCallStart & Partial<Omit<ToolCallEnd, "state">> & { state?: ToolState })[];
  /** What has become of the questions that this turn has asked. */
  answers: (ClientActionEnd & { toolCallId: string; endedAt: string })[];
  /** Attempts of models that have failed. */
  receipts: Receipt[];
}

/** A turn that this process now runs, fenced by its epoch. */
export interface ClaimedTurn {
  id: string;
  workspaceId: string;
  sessionId: string;
  sessionOwnerId: string;
  conversationId: string;
  agentId: string;
  slug: string;
  userId: string;
  userMessageId: string;
  llmConfigId: string | null;
  epoch: number;
  segment: number;
  stopRequested: boolean;
  acceptedAt: string;
  /** The assistant message as it was inserted when the turn was accepted. */
  message: Message;
  progress: TurnProgress;
}

export interface TurnEnd {
  turnId: string;
  epoch: number;
  sessionId: string;
  sessionOwnerId: string;
  status: "completed" | "failed" | "stopped";
  message: Message;
  /** Calls of models that nothing else has counted yet. */
  calls: CountedCall[];
  /** A budget may limit the workspace: they are charged to those that apply. */
  limited: boolean;
  at: string;
}

/** A turn's writer of live text. What it accepts is shown only once it is committed. */
export interface LiveText {
  /** Adds text to a part; never waits. Throws nothing: a fenced writer aborts `fenced`. */
  append(part: number, kind: "text" | "reasoning", text: string): void;
  /** Resolves when everything appended so far is committed and published. */
  flush(): Promise<void>;
  /** What is appended from now on is shown after the entry of the feed with this sequence. */
  follow(sequence: number): void;
  /**
   * Voids what was written since the last committed iteration. `move` commits that, with nothing of this writer under
   * way, and gives the epoch under which the turn goes on and the entry of the feed that says so.
   */
  rewind(move: () => Promise<{ epoch: number; sequence: number }>): Promise<void>;
  /** Aborted when another process has taken the turn over. */
  readonly fenced: AbortSignal;
  close(): void;
}

export interface Turns {
  /**
   * Takes an accepted turn, or a running one whose process is gone, under the next epoch; null when it has ended.
   * Error: `turn_in_progress` when a living process runs it; its details say whether the turn is `stopRequested`.
   */
  claim(turnId: string, at: string): Promise<ClaimedTurn | null>;
  /** Ends a turn together with its message and feed entry. False when it was fenced. */
  settle(end: TurnEnd): Promise<boolean>;
  liveText(turn: Pick<ClaimedTurn, "id" | "epoch" | "sessionId" | "conversationId">): LiveText;
  /** Marks a turn to be stopped and tells whoever runs it; one that waits is accepted again, to end. Null when it has ended. */
  requestStop(turnId: string, at: string): Promise<{ segment: number } | null>;
  /** Aborts within a second of a stop request, wherever it was made. */
  stopSignal(turnId: string): { signal: AbortSignal; dispose(): void };
  /** The first turn that answers this message, for a message that is sent twice. */
  answering(
    viewer: Viewer,
    sessionId: string,
    messageId: string,
  ): Promise<{ turnId: string; feedSequence: number } | null>;
  /** Text that an earlier epoch had committed of the open parts, for a turn that is stopped before it goes on. */
  writtenText(turnId: string): Promise<{ part: number; kind: "text" | "reasoning"; text: string }[]>;
}

/** The durable engine. Starts are idempotent by id and never throw: what is not started now, the sweep starts. */
export interface Engine {
  startTurn(turnId: string, segment: number): void;
  startRun(runId: string, segment: number): void;
  /** Writes the memory of a completed session. */
  startMemory(memoryId: string): void;
}
