import type { Json } from "#lib/domain/json.ts";
import { noticeAt } from "#lib/domain/llm/answer-end.ts";
import { endlessAnswer } from "#lib/domain/llm/model-error.ts";
import type { LanguageModel, ModelCall, ModelStreamPart } from "../ports/models.ts";
import { type Heard, usageOf } from "../usage/count-call.ts";
import type { Draft } from "./draft.ts";

/** Past this many characters in one answer a model is not going to stop by itself. */
const MAX_CHARACTERS = 2_000_000;

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
        if (part.type !== "tool-input-delta")
          draft.write(part.type === "text-delta" ? "text" : "reasoning", part.delta);
      } else if (part.type === "finish") {
        end = part;
        heard.usage = usageOf(part.usage);
      } else take(part, draft);
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
  if (part.type === "error") throw part.error;
  if (part.type === "text-start" || part.type === "reasoning-start") draft.breakPart();
  if (part.type === "tool-call") draft.call(part.toolCallId, part.toolName, parseInput(part.input));
}

/** Input that is no JSON stays text: the tool then says what is wrong with it. */
function parseInput(input: string): Json {
  try {
    return input.trim() === "" ? {} : JSON.parse(input);
  } catch {
    return input;
  }
}
