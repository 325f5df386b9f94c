import type { UIMessageChunk } from "ai";
import type { FeedEntry, HiddenEntry, LiveItem } from "#lib/domain/session/feed.ts";
import type { Message, MessagePart, MessageStatus } from "#lib/domain/session/parts.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { errorText } from "./errors.ts";
import { metadataOf, runData, toolInput, toolOutput, wholePart } from "./parts.ts";

type Chunks = UIMessageChunk[];
type TextKind = "text" | "reasoning";
/** What has gone out of one part of the message. `chunks` are those of tool calls. */
type Sent = { kind: TextKind; text: string } | { kind: "tool"; chunks: Chunks; settled: boolean };

/** Why a stream ends whose message goes on later. */
const REASONS = { suspended: "tool-calls", paused: "other" } as Partial<Record<MessageStatus, "tool-calls" | "other">>;

/** One turn as the AI SDK's UI message stream: live items in, chunks out. No clock, no I/O. */
export interface TurnStream {
  /** The first chunks; with the parts written so far when a running message is replayed. */
  start(parts?: readonly MessagePart[]): Chunks;
  /** The chunks of one item of the session's feed; items of other turns give none. */
  push(item: LiveItem): Chunks;
  /** True once the last chunk has been given. */
  readonly ended: boolean;
}

/**
 * Steps of the stream are iterations of the agent loop: text that comes after a tool call opens the next one.
 * A take-over voids only what is uncommitted, which lies in the open step: `reset-step`, then what is kept of it again.
 */
export function createTurnStream(turn: { turnId: string; conversationId?: string }): TurnStream {
  let { conversationId } = turn;
  const sent = new Map<number, Sent>();
  const runs = new Map<string, Run>();
  const whole = new Set<string>();
  let stepData: Chunks = [];
  let stepStart = 0;
  let open: number | null = null;
  let epoch = 0;
  let ended = false;

  function closeText(out: Chunks): void {
    const part = open === null ? undefined : sent.get(open);
    if (part && part.kind !== "tool") out.push({ type: `${part.kind}-end`, id: String(open) });
    open = null;
  }

  function writeText(out: Chunks, index: number, kind: TextKind, offset: number, text: string): void {
    const before = sent.get(index);
    if (before && (before.kind === "tool" || before.kind !== kind)) return;
    let part = before;
    const known = part?.text.length ?? 0;
    if (offset > known) return; // a hole: the settled message brings what is missing
    const fresh = offset === known ? text : text.slice(known - offset);
    if (fresh === "") return;
    if (!part) {
      if (stepHasToolBefore(index)) nextStep(out, index);
      closeText(out);
      part = { kind, text: "" };
      sent.set(index, part);
    }
    if (open !== index) {
      closeText(out);
      out.push({ type: `${kind}-start`, id: String(index) });
      open = index;
    }
    part.text += fresh;
    out.push({ type: `${kind}-delta`, id: String(index), delta: fresh });
  }

  function stepHasToolBefore(index: number): boolean {
    for (const [other, part] of sent) if (part.kind === "tool" && other >= stepStart && other < index) return true;
    return false;
  }

  function nextStep(out: Chunks, index: number): void {
    closeText(out);
    out.push({ type: "finish-step" }, { type: "start-step" });
    stepStart = index;
    stepData = [];
  }

  function writeTool(out: Chunks, index: number, chunks: Chunks, settled: boolean): void {
    closeText(out);
    const known = sent.get(index);
    sent.set(index, { kind: "tool", chunks: [...(known?.kind === "tool" ? known.chunks : []), ...chunks], settled });
    out.push(...chunks);
  }

  function writeData(out: Chunks, chunk: UIMessageChunk, key: string): void {
    whole.add(key);
    stepData.push(chunk);
    out.push(chunk);
  }

  /** Voids everything from (part, offset) on; nothing goes out when that is already so. */
  function cut(out: Chunks, index: number, offset: number): void {
    const voided = [...sent].filter(
      ([other, part]) => other > index || (other === index && (part.kind === "tool" || part.text.length > offset)),
    );
    if (voided.length === 0) return;
    for (const [other, part] of voided) {
      if (other === index && part.kind !== "tool" && offset > 0) part.text = part.text.slice(0, offset);
      else sent.delete(other);
    }
    open = null;
    out.push({ type: "reset-step" });
    const kept = [...sent].filter(([other]) => other >= stepStart).sort(([a], [b]) => a - b);
    for (const [other, part] of kept) {
      if (part.kind === "tool") {
        closeText(out);
        out.push(...part.chunks);
        continue;
      }
      closeText(out);
      out.push({ type: `${part.kind}-start`, id: String(other) });
      out.push({ type: `${part.kind}-delta`, id: String(other), delta: part.text });
      open = other;
    }
    out.push(...stepData);
  }

  /** Brings out what the message holds beyond what has gone out. */
  function writeParts(out: Chunks, parts: readonly MessagePart[]): void {
    for (const [index, part] of parts.entries()) {
      const known = sent.get(index);
      if (part.type === "text" || part.type === "reasoning") {
        if (known && (known.kind !== part.type || !part.text.startsWith(known.text))) cut(out, index, 0);
        writeText(out, index, part.type, 0, part.text);
      } else if (part.type === "tool-call") {
        const output = known?.kind === "tool" && known.settled ? null : toolOutput(part);
        const chunks = known ? [] : [toolInput(part)];
        if (output) chunks.push(output);
        if (chunks.length > 0) writeTool(out, index, chunks, output !== null);
      } else {
        const chunk = wholePart(part, `${turn.turnId}:${index}`);
        const key = chunk && "id" in chunk && chunk.id ? chunk.id : `${turn.turnId}:${index}`;
        if (chunk && !whole.has(key)) writeData(out, chunk, key);
      }
    }
  }

  function end(out: Chunks, message: Message): void {
    cut(out, message.parts.length, 0);
    writeParts(out, message.parts);
    closeText(out);
    out.push({ type: "finish-step" });
    const messageMetadata = metadataOf(message);
    if (message.status === "failed") {
      out.push({ type: "message-metadata", messageMetadata }, { type: "error", errorText: errorText(message.error) });
      out.push({ type: "finish", finishReason: "error" });
    } else if (message.status === "stopped") {
      out.push({ type: "message-metadata", messageMetadata }, { type: "abort", reason: "stopped" });
    } else {
      out.push({ type: "finish", finishReason: REASONS[message.status] ?? "stop", messageMetadata });
    }
    ended = true;
  }

  function pushEntry(out: Chunks, entry: FeedEntry | HiddenEntry): void {
    switch (entry.type) {
      case "turn.started":
      case "turn.attempt-failed":
        if (entry.turnId !== turn.turnId) return;
        conversationId = entry.conversationId;
        if (entry.epoch > 1 && entry.epoch > epoch) cut(out, entry.part, 0);
        epoch = Math.max(epoch, entry.epoch);
        return;
      case "tool.started":
        if (entry.turnId === turn.turnId && !sent.has(entry.part))
          writeTool(out, entry.part, [toolInput(entry)], false);
        return;
      case "tool.settled": {
        const known = sent.get(entry.part);
        if (entry.turnId !== turn.turnId || known?.kind !== "tool" || known.settled) return;
        const output = toolOutput(entry);
        if (output) writeTool(out, entry.part, [output], true);
        return;
      }
      case "turn.completed":
      case "turn.failed":
      case "turn.stopped":
      case "turn.suspended":
      case "turn.paused":
        if (entry.turnId === turn.turnId) end(out, entry.message);
        return;
      case "handoff.created":
        if (entry.conversationId === conversationId && !whole.has(entry.packet.handoffId))
          writeData(
            out,
            { type: "data-handoff", id: entry.packet.handoffId, data: entry.packet },
            entry.packet.handoffId,
          );
        return;
      case "workflow.started":
      case "workflow.completed":
      case "workflow.failed":
      case "workflow.cancelled":
        if (entry.run.conversationId !== conversationId) return;
        runs.set(entry.run.id, entry.run);
        writeData(out, runData(entry.run), entry.run.id);
        return;
      case "workflow.progress": {
        const run = runs.get(entry.runId);
        if (run) writeData(out, runData({ ...run, ...entry, id: run.id, type: run.type }), run.id);
      }
    }
  }

  return {
    start(parts = []) {
      const out: Chunks = [{ type: "start", messageId: turn.turnId }, { type: "start-step" }];
      writeParts(out, parts);
      return out;
    },
    push(item) {
      const out: Chunks = [];
      if (ended) return out;
      if (item.kind === "delta") {
        const { delta } = item;
        if (delta.turnId !== turn.turnId || delta.epoch < epoch) return out;
        if (epoch > 0 && delta.epoch > epoch && delta.offset === 0) cut(out, delta.part, 0);
        epoch = delta.epoch;
        writeText(out, delta.part, delta.kind, delta.offset, delta.text);
      } else if (item.kind === "rewind") {
        const { rewind } = item;
        if (rewind.turnId !== turn.turnId || rewind.epoch < epoch) return out;
        epoch = rewind.epoch;
        cut(out, rewind.part, rewind.offset);
      } else pushEntry(out, item.entry);
      return out;
    },
    get ended() {
      return ended;
    },
  };
}
