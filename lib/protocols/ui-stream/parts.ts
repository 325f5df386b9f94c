import type { UIMessageChunk } from "ai";
import type { Message, MessagePart, ToolCallPart } from "#lib/domain/session/parts.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { errorText } from "./errors.ts";

/** Metadata of a finished message, for `useChat`'s `message.metadata`. */
export const metadataOf = (message: Message) => ({
  status: message.status,
  model: message.model,
  usage: message.usage,
  createdAt: message.createdAt,
});

/** Tools run on our side and clients do not know their types: dynamic, executed by the provider. */
export function toolInput(call: Pick<ToolCallPart, "toolCallId" | "tool" | "input">): UIMessageChunk {
  return {
    type: "tool-input-available",
    toolCallId: call.toolCallId,
    toolName: call.tool,
    input: call.input,
    providerExecuted: true,
    dynamic: true,
  };
}

const UNFINISHED: Partial<Record<ToolCallPart["state"], string>> = {
  stopped: "The tool was stopped.",
  unknown: "The tool's outcome is unknown; it was not run again.",
  failed: "The tool failed.",
};

/** What became of a call, or null while it runs. */
export function toolOutput(
  call: Pick<ToolCallPart, "toolCallId" | "state" | "output" | "error">,
): UIMessageChunk | null {
  const shared = { toolCallId: call.toolCallId, providerExecuted: true, dynamic: true };
  if (call.state === "done") return { type: "tool-output-available", ...shared, output: call.output ?? null };
  const text = call.error ? errorText(call.error) : UNFINISHED[call.state];
  return text ? { type: "tool-output-error", ...shared, errorText: text } : null;
}

/** A run as `data-run`; its id is the run's, so that later ones replace earlier ones. */
export function runData(run: Pick<Run, "id" | "type" | "status" | "progress" | "currentStep">): UIMessageChunk {
  const { id, type, status, progress, currentStep } = run;
  return { type: "data-run", id, data: { runId: id, workflowType: type, status, progress, currentStep } };
}

/** The chunk of a part that comes whole: everything but text, reasoning and tool calls. */
export function wholePart(part: MessagePart, id: string): UIMessageChunk | null {
  switch (part.type) {
    case "table":
      return { type: "data-table", id, data: part.table };
    case "chart":
      return { type: "data-chart", id, data: part.chart };
    case "handoff":
      return { type: "data-handoff", id: part.packet.handoffId, data: part.packet };
    case "run":
      return { type: "data-run", id: part.runId, data: { runId: part.runId, workflowType: part.workflowType } };
    case "notice":
      return { type: "data-notice", id, data: { level: part.level, text: part.text } };
    case "receipts":
      return { type: "data-receipts", id, data: { receipts: part.receipts } };
    case "file":
      return { type: "file", url: `/api/files/${part.fileId}`, mediaType: part.mediaType };
    case "text":
    case "reasoning":
    case "tool-call":
      return null;
  }
}

/** A message that waits for its approval, in place of an answer. */
export const draftChunks = (draft: { draftId: string; status: "draft" }): UIMessageChunk[] => [
  { type: "start", messageId: draft.draftId },
  { type: "data-draft", id: draft.draftId, data: draft },
  { type: "finish" },
];
