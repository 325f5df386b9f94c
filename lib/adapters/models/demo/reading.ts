import type { ModelCall, ModelPrompt, ModelTool } from "#lib/application/ports/models.ts";

/** A file that the prompt lists in its marked block. */
export type PromptFile = { fileId: string; name: string; mediaType: string };

/** A hand-off packet as the prompt carries it. */
export type PromptHandoff = { goal: string; facts: string[]; openQuestions: string[]; files: PromptFile[] };

/** What the prompt tells of an earlier session. */
export type PromptMemory = { session: string; completed: string; summary: string };

export type PastCall = { toolCallId: string; toolName: string; input: unknown };
export type PastResult = { toolCallId: string; toolName: string; value: unknown; failed: boolean };

/** All that the demo model knows of a request. */
export type Reading = {
  tools: ReadonlyMap<string, ModelTool>;
  /** The last user message, without marked blocks. */
  question: string;
  earlierQuestions: string[];
  assistantTexts: string[];
  /** Calls and results since the last user message. */
  turnCalls: PastCall[];
  turnResults: PastResult[];
  allCalls: PastCall[];
  allResults: PastResult[];
  handoff: PromptHandoff | undefined;
  files: PromptFile[];
  /** Parsed JSON of `<state>` blocks. */
  states: unknown[];
  memories: PromptMemory[];
  preferences: Record<string, unknown>;
  system: string;
};

/** What the model does next: words, then at most one tool call. */
export type Reply = { text: string; call?: { tool: string; input: unknown } };

export function readPrompt(call: ModelCall): Reading {
  const system = textOfSystem(call.prompt);
  const allText = [system, ...call.prompt.filter((message) => message.role === "user").map(rawTextOf)].join("\n");
  const lastUser = call.prompt.findLastIndex((message) => message.role === "user");
  const turn = call.prompt.slice(lastUser + 1);
  const users = call.prompt.filter((message) => message.role === "user").map((message) => saidIn(rawTextOf(message)));
  const handoff = packetIn(allText);
  const listed = rawBlocks(allText, "files").flatMap(filesIn);
  return {
    tools: new Map(
      call.toolChoice?.type === "none"
        ? []
        : (call.tools ?? []).flatMap((tool) => (tool.type === "function" ? [[tool.name, tool]] : [])),
    ),
    question: users.at(-1) ?? handoff?.goal ?? "",
    earlierQuestions: users.slice(0, -1),
    assistantTexts: call.prompt
      .filter((message) => message.role === "assistant")
      .map(rawTextOf)
      .filter(Boolean),
    turnCalls: callsOf(turn),
    turnResults: resultsOf(turn),
    allCalls: callsOf(call.prompt),
    allResults: resultsOf(call.prompt),
    handoff,
    files: uniqueFiles([...(handoff?.files ?? []), ...listed.filter((file) => file !== undefined)]),
    states: blocks(allText, "state"),
    memories: blocks(system, "memory").flatMap(toMemories),
    preferences: Object.assign({}, ...blocks(system, "preferences")),
    system: withoutBlocks(system),
  };
}

function textOfSystem(prompt: ModelPrompt): string {
  return prompt.flatMap((message) => (message.role === "system" ? [message.content] : [])).join("\n");
}

function rawTextOf(message: ModelPrompt[number]): string {
  if (message.role === "system") return message.content;
  const parts: { type: string; text?: string }[] = message.content;
  return parts.flatMap((part) => (part.type === "text" ? [part.text ?? ""] : [])).join("\n");
}

/** What a message says: its own words, or the goal of the packet that it brings. */
function saidIn(text: string): string {
  return withoutBlocks(text) || (packetIn(text)?.goal ?? "");
}

function packetIn(text: string): PromptHandoff | undefined {
  return blocks(text, "handoff")
    .map(toHandoff)
    .findLast((packet) => packet !== undefined);
}

function withoutBlocks(text: string): string {
  return text.replace(blockPattern("handoff|files|state|memory|preferences"), "").trim();
}

/** The JSON inside every `<name …>` block; a block that is no JSON is skipped. */
function blocks(text: string, name: string): unknown[] {
  return rawBlocks(text, name)
    .map(parseOr)
    .filter((value) => typeof value === "object");
}

/** The insides of `<name …>` blocks. Instructions may name the tags without a block, so the innermost pair counts. */
function rawBlocks(text: string, name: string): string[] {
  return [...text.matchAll(blockPattern(name))].map(([, , body = ""]) => body);
}

const blockPattern = (names: string) =>
  new RegExp(`<(${names})\\b[^>]*>((?:(?!<(?:${names})\\b)[\\s\\S])*?)</\\1>`, "g");

/** A list of files: JSON, or one line each with the id somewhere, then the name. */
function filesIn(block: string): (PromptFile | undefined)[] {
  const value = parseOr(block);
  if (Array.isArray(value)) return value.map(toFile);
  return block.split("\n").map((line) => {
    const fileId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(line)?.[0];
    const name = /"([^"]+)"|([^\s:;,()"]+\.[a-z0-9]{1,5})\b/i.exec(line.replace(fileId ?? "", ""));
    return fileId ? toFile({ fileId, name: name?.[1] ?? name?.[2] }) : undefined;
  });
}

function callsOf(messages: ModelPrompt): PastCall[] {
  return messages.flatMap((message) =>
    message.role === "assistant"
      ? message.content.flatMap((part) =>
          part.type === "tool-call"
            ? [{ toolCallId: part.toolCallId, toolName: part.toolName, input: part.input }]
            : [],
        )
      : [],
  );
}

function resultsOf(messages: ModelPrompt): PastResult[] {
  return messages.flatMap((message) =>
    message.role === "tool"
      ? message.content.flatMap((part) => {
          if (part.type !== "tool-result") return [];
          const { output, toolCallId, toolName } = part;
          const failed =
            output.type === "error-text" || output.type === "error-json" || output.type === "execution-denied";
          const value = output.type === "execution-denied" ? (output.reason ?? "It was not approved.") : output.value;
          return [{ toolCallId, toolName, failed, value: typeof value === "string" ? parseOr(value) : value }];
        })
      : [],
  );
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toHandoff(value: unknown): PromptHandoff | undefined {
  const { goal, facts, openQuestions, files } = (value ?? {}) as Record<string, unknown>;
  if (typeof goal !== "string") return undefined;
  return {
    goal,
    facts: strings(facts),
    openQuestions: strings(openQuestions),
    files: (Array.isArray(files) ? files : []).map(toFile).filter((file) => file !== undefined),
  };
}

function toMemories(value: unknown): PromptMemory[] {
  const all: Partial<Record<keyof PromptMemory, unknown>>[] = Array.isArray(value) ? value : [];
  return all.map(({ session, completed, summary }) => ({
    session: String(session ?? ""),
    completed: String(completed ?? ""),
    summary: String(summary ?? ""),
  }));
}

function toFile(value: unknown): PromptFile | undefined {
  const { fileId, id, name, mediaType, type } = (value ?? {}) as Record<string, unknown>;
  const identity = fileId ?? id;
  if (typeof identity !== "string") return undefined;
  return { fileId: identity, name: String(name ?? identity), mediaType: String(mediaType ?? type ?? "") };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function uniqueFiles(files: PromptFile[]): PromptFile[] {
  return [...new Map(files.map((file) => [file.fileId, file])).values()];
}
