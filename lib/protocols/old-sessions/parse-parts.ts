import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { MessagePart, ToolCallPart } from "#lib/domain/session/parts.ts";
import { type Fields, fieldsOf, isObject, unreadable } from "./fields.ts";
import { parseTime } from "./parse-time.ts";

/** Calls without an id of their own are numbered within the session. */
export type NextCallId = () => string;

const CALLS = ["tool_call", "tool_use", "tool_invocation", "function_call", "tool"];
const FILES = ["file", "image", "image_url", "input_file", "input_image", "attachment", "document", "audio"];

/** A result that belongs to a call said before. */
export interface ToolResult {
  toolCallId: string | null;
  tool: string | null;
  input: Json | undefined;
  output: Json;
  error: string | null;
  endedAt: string | null;
}

/** What an item says: a text, or a list of texts, reasoning, calls, results and files. */
export function parseContent(value: Json, where: string, nextId: NextCallId): (MessagePart | ToolResult)[] {
  if (typeof value === "string") return value === "" ? [] : [{ type: "text", text: value }];
  if (isObject(value)) return parseContent([value], where, nextId);
  if (!Array.isArray(value)) throw unreadable(`${where} is neither a text nor a list of parts`);
  return value.flatMap((part, index) => parsePart(part, `${where}[${index}]`, nextId));
}

function parsePart(part: Json, where: string, nextId: NextCallId): (MessagePart | ToolResult)[] {
  if (typeof part === "string") return part === "" ? [] : [{ type: "text", text: part }];
  if (!isObject(part)) throw unreadable(`${where} is no part of a message`);
  const fields = fieldsOf(part, `${where}.`);
  const type = (fields.text("type", "kind") ?? "text").toLowerCase().replaceAll("-", "_");
  if (CALLS.includes(type)) return [parseCall(part, where, nextId)];
  if (type === "tool_result" || type === "tool_output" || type === "function_call_output")
    return [parseResult(fields, where)];
  if (FILES.includes(type)) return [missingFile(fields)];
  const text = fields.get("text", "content", "value", "reasoning", "thinking");
  if (typeof text !== "string") throw unreadable(`${where} has no text`);
  if (type === "reasoning" || type === "thinking") return [{ type: "reasoning", text }];
  if (!["text", "input_text", "output_text", "markdown"].includes(type))
    throw unreadable(`${where} is of the unknown type "${type}"`);
  return text === "" ? [] : [{ type: "text", text }];
}

/** Files stay in the old system; their place is kept. */
function missingFile(fields: Fields): MessagePart {
  const name = fields.text("name", "fileName", "title");
  return { type: "notice", level: "info", text: `A file${name ? ` (${name})` : ""} of the old system was here.` };
}

/** A call as the usual interfaces write it, with its result when it has one. */
export function parseCall(value: Json, where: string, nextId: NextCallId): ToolCallPart {
  if (!isObject(value)) throw unreadable(`${where} is no tool call`);
  const fields = fieldsOf(value, `${where}.`);
  const inner = fields.get("function");
  const called = isObject(inner) ? fieldsOf(inner, `${where}.function.`) : fields;
  const tool = called.text("name", "toolName", "tool");
  if (!tool) throw unreadable(`${where} does not name its tool`);
  const result = parseResult(fields, where);
  const answered = fields.get("output", "result", "response") !== undefined;
  const started = fields.find("startedAt", "timestamp", "createdAt");
  return settle(
    {
      type: "tool-call",
      toolCallId: fields.text("toolCallId", "callId", "id") ?? nextId(),
      tool,
      input: parseInput(called.get("input", "arguments", "args", "parameters") ?? {}),
      state: "unknown",
      ...(started && { startedAt: parseTime(started.value, started.name) }),
    },
    answered || result.error ? result : null,
  );
}

/** The call with its result; one whose result nobody knows stays `unknown`. */
export function settle(call: ToolCallPart, result: ToolResult | null): ToolCallPart {
  if (!result) return call;
  const ended = result.endedAt ? { endedAt: result.endedAt } : {};
  if (!result.error) return { ...call, state: "done", output: result.output, ...ended };
  return {
    ...call,
    state: "failed",
    error: { code: "tool_failed", message: result.error, retryable: false },
    ...ended,
  };
}

export function parseResult(fields: Fields, where: string): ToolResult {
  const output = fields.get("output", "result", "response", "content", "text") ?? null;
  const failed = fields.get("isError") === true;
  const error = fields.get("error", "errorMessage") ?? (failed ? output : null);
  const ended = fields.find("endedAt", "completedAt");
  return {
    toolCallId: fields.text("toolCallId", "toolUseId", "callId", "id"),
    tool: fields.text("name", "toolName", "tool"),
    input: fields.get("input", "arguments", "args"),
    output: parseOutput(output),
    error: error === null || error === false ? null : errorText(error),
    endedAt: ended ? parseTime(ended.value, ended.name || where) : null,
  };
}

const errorText = (error: Json): string => {
  if (typeof error === "string") return error || "The tool failed.";
  const message = isObject(error) ? error.message : undefined;
  return typeof message === "string" ? message : JSON.stringify(error);
};

/** Arguments are often JSON within a string. */
export function parseInput(input: Json): Json {
  if (typeof input !== "string") return input;
  try {
    const parsed: Json = JSON.parse(input);
    return isObject(parsed) ? parsed : input;
  } catch {
    return input;
  }
}

/** `[{"type": "text", "text": …}]` around a single text says no more than the text. */
function parseOutput(output: Json): Json {
  if (!Array.isArray(output) || output.length !== 1) return output;
  const [only] = output as [Json];
  const isText = isObject(only) && only.type === "text" && typeof only.text === "string";
  return isText ? ((only as JsonObject).text ?? null) : output;
}
