import type { Json } from "#lib/domain/json.ts";
import { noticeAt } from "#lib/domain/llm/answer-end.ts";
import { endlessAnswer } from "#lib/domain/llm/model-error.ts";
import type { LanguageModel, ModelCall, ModelStreamPart } from "../ports/models.ts";
import { type Heard, usageOf } from "../usage/count-call.ts";
import type { Carried } from "./carried.ts";
import type { Draft } from "./draft.ts";

/** Past this many characters in one answer a model is not going to stop by itself. */
const MAX_CHARACTERS = 2_000_000;
/** The same for the parts of one answer, calls of tools among them: each is committed, and those who watch are told of it. */
const MAX_PARTS = 250;

/**
 * One call of the model, written into the draft as it streams; `heard` tells what came of it, `onAnswer` hears of its
 * first word. Rejects with the model's error or the stop's reason.
 */
export async function askModel(
  model: LanguageModel,
  call: ModelCall,
  draft: Draft,
  heard: Heard,
  onAnswer: () => void,
): Promise<void> {
  const { stream } = await model.doStream(call);
  const reader = stream.getReader();
  // A model that does not hear the stop is left alone: what it still says is read by nobody.
  const leave = (): void => void reader.cancel().catch(() => {});
  call.abortSignal?.addEventListener("abort", leave, { once: true });
  let end: Finish | null = null;
  try {
    // A reader of our own: the stream's async iterator costs a promise more for every token.
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const part = next.value;
      if ("delta" in part) {
        if (heard.characters === 0) onAnswer();
        heard.characters += part.delta.length;
        if (heard.characters > MAX_CHARACTERS) throw endlessAnswer();
        if (part.type === "tool-input-delta") continue;
        const kind = part.type === "text-delta" ? "text" : "reasoning";
        draft.write(kind, part.delta);
        if (part.providerMetadata) draft.carry(kind, optionsOf(part.providerMetadata), false);
      } else if (part.type === "finish") {
        end = part;
        heard.usage = usageOf(part.usage, call, heard.characters);
      } else take(part, draft);
      if (draft.parts.length - draft.committed > MAX_PARTS) throw endlessAnswer();
    }
    call.abortSignal?.throwIfAborted();
    const { parts, committed } = draft;
    const finish = end?.finishReason.unified;
    const notice = noticeAt({ finish, parts: parts.slice(committed), isFirst: committed === 0 });
    if (notice) draft.note(notice);
  } finally {
    call.abortSignal?.removeEventListener("abort", leave);
    leave();
  }
}

type Finish = Extract<ModelStreamPart, { type: "finish" }>;

function take(part: ModelStreamPart, draft: Draft): void {
  switch (part.type) {
    case "text-start":
    case "reasoning-start":
      draft.breakPart();
      if (part.providerMetadata)
        draft.carry(part.type === "text-start" ? "text" : "reasoning", optionsOf(part.providerMetadata), true);
      return;
    case "text-end":
    case "reasoning-end":
      if (part.providerMetadata)
        draft.carry(part.type === "text-end" ? "text" : "reasoning", optionsOf(part.providerMetadata), false);
      return;
    case "tool-call": {
      const { toolCallId, toolName, input, providerMetadata } = part;
      draft.call(toolCallId, toolName, parseInput(input), providerMetadata && optionsOf(providerMetadata));
      return;
    }
    case "error":
      throw part.error;
  }
}

/** What a package gives with a part it takes back under the same name, but for what is not there. */
const optionsOf = (metadata: Record<string, unknown>): Carried["options"] => JSON.parse(JSON.stringify(metadata));

/** Input that is no JSON stays text: the tool then says what is wrong with it. */
function parseInput(input: string): Json {
  try {
    return input.trim() === "" ? {} : JSON.parse(input);
  } catch {
    return input;
  }
}
