import type { RecordMessage } from "#lib/application/migration/record.ts";
import type { Json } from "#lib/domain/json.ts";
import type { MessagePart, MessageRole, ToolCallPart } from "#lib/domain/session/parts.ts";
import { type Fields, fieldsOf, isObject, unreadable } from "./fields.ts";
import { parseCall, parseContent, parseInput, parseResult, settle, type ToolResult } from "./parse-parts.ts";
import { parseTime } from "./parse-time.ts";

const ROLES: Record<string, MessageRole | "tool"> = {
  ...{ user: "user", human: "user", person: "user", customer: "user" },
  ...{ assistant: "assistant", ai: "assistant", agent: "assistant", bot: "assistant", model: "assistant" },
  ...{ system: "system", developer: "system" },
  ...{ tool: "tool", function: "tool" },
};

const TIMES = ["timestamp", "createdAt", "created", "time", "date", "at"];
const TEXTS = ["text", "content", "message", "parts", "body"];

/**
 * The items of a session as messages. The result of a tool goes into the message that called it, as everywhere in
 * Throughline; one that nobody called is a message of its own. An item without a time has that of the one before.
 */
export function parseItems(items: Json[], sessionStart: string | null): RecordMessage[] {
  const messages: RecordMessage[] = [];
  let at = sessionStart;
  let calls = 0;
  const nextId = (): string => `call-${++calls}`;

  const hear = (result: ToolResult, time: string): void => {
    const heard = { ...result, endedAt: result.endedAt ?? time };
    const message = messages.findLast((one) => one.parts.some((part) => isCalled(part, heard)));
    const index = message?.parts.findIndex((part) => isCalled(part, heard)) ?? -1;
    if (message) {
      message.parts[index] = settle(message.parts[index] as ToolCallPart, heard);
      return;
    }
    const { tool, toolCallId, input = {} } = result;
    const call = { type: "tool-call", toolCallId: toolCallId ?? nextId(), tool: tool ?? "tool" } as const;
    const part = settle({ ...call, input: parseInput(input), state: "unknown" }, heard);
    messages.push({ role: "assistant", parts: [part], model: null, at: time });
  };

  for (const [index, item] of items.entries()) {
    const where = `items[${index}]`;
    if (!isObject(item)) throw unreadable(`${where} is not an object`);
    const fields = fieldsOf(item, `${where}.`);
    const role = parseRole(fields, where);
    const time = fields.find(...TIMES);
    at = time ? parseTime(time.value, time.name) : at;
    if (!at) throw unreadable(`${where} has no timestamp, and neither has the session`);
    if (role === "tool") {
      hear(parseResult(fields, where), at);
      continue;
    }

    const content = fields.find(...TEXTS);
    const said = content ? parseContent(content.value, content.name, nextId) : [];
    const listed = fields.find("toolCalls", "toolInvocations", "functionCall");
    const called = listed ? [listed.value].flat().map((one, n) => parseCall(one, `${listed.name}[${n}]`, nextId)) : [];
    if (!content && called.length === 0) throw unreadable(`${where} has no text`);
    const parts: MessagePart[] = [];
    const message = { role, parts, model: fields.text("model", "modelId"), at };
    const isOnlyResults = said.length > 0 && said.every((part) => !("type" in part));
    if (!isOnlyResults) messages.push(message);
    for (const part of [...said, ...called])
      if ("type" in part) parts.push(part);
      else hear(part, at);
  }
  return messages;
}

/** The call that waits for this result: by its id, or by its tool where the result names no call. */
function isCalled(part: MessagePart, { toolCallId, tool }: ToolResult): boolean {
  if (part.type !== "tool-call" || part.state !== "unknown") return false;
  return toolCallId ? part.toolCallId === toolCallId : part.tool === tool;
}

function parseRole(fields: Fields, where: string): MessageRole | "tool" {
  const given = fields.text("role", "sender", "author", "from");
  if (!given) throw unreadable(`${where} has no role`);
  const role = Object.hasOwn(ROLES, given.toLowerCase()) ? ROLES[given.toLowerCase()] : undefined;
  if (!role) throw unreadable(`${where} has the unknown role "${given}": use user, assistant, system or tool`);
  return role;
}
