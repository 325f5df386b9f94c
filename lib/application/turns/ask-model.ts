import type { Json } from "#lib/domain/json.ts";
import { noticeAt } from "#lib/domain/llm/answer-end.ts";
import { endlessAnswer } from "#lib/domain/llm/model-error.ts";
import type { Usage } from "#lib/domain/session/parts.ts";
import type { LanguageModel, ModelCall, ModelStreamPart, ModelUsage } from "../ports/models.ts";
import type { Draft } from "./draft.ts";

/** Past this many characters in one answer a model is not going to stop by itself. */
const MAX_CHARACTERS = 2_000_000;

/**
 * One call of the model, written into the draft as it streams; `onAnswer` hears of its first word. Rejects with the
 * model's error or the stop's reason.
 */
export async function askModel(
  model: LanguageModel,
  call: ModelCall,
  draft: Draft,
  onAnswer: () => void,
): Promise<Usage | null> {
  const { stream } = await model.doStream(call);
  const reader = stream.getReader();
  // A model that does not hear the stop is left alone: what it still says is read by nobody.
  const leave = (): void => void reader.cancel().catch(() => {});
  call.abortSignal?.addEventListener("abort", leave, { once: true });
  let end: Finish | null = null;
  let written = 0;
  try {
    // A reader of our own: the stream's async iterator costs a promise more for every token.
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const part = next.value;
      if ("delta" in part) {
        if (written === 0) onAnswer();
        written += part.delta.length;
        if (written > MAX_CHARACTERS) throw endlessAnswer();
        if (part.type !== "tool-input-delta")
          draft.write(part.type === "text-delta" ? "text" : "reasoning", part.delta);
      } else end = take(part, draft) ?? end;
    }
    call.abortSignal?.throwIfAborted();
    const { parts, committed } = draft;
    const finish = end?.finishReason.unified;
    const notice = noticeAt({ finish, parts: parts.slice(committed), isFirst: committed === 0 });
    if (notice) draft.note(notice);
    return end && usageOf(end.usage);
  } finally {
    call.abortSignal?.removeEventListener("abort", leave);
    leave();
  }
}

type Finish = Extract<ModelStreamPart, { type: "finish" }>;

function take(part: ModelStreamPart, draft: Draft): Finish | null {
  switch (part.type) {
    case "text-start":
    case "reasoning-start":
      draft.breakPart();
      return null;
    case "tool-call":
      draft.call(part.toolCallId, part.toolName, parseInput(part.input));
      return null;
    case "error":
      throw part.error;
    case "finish":
      return part;
    default:
      return null;
  }
}

const usageOf = ({ inputTokens, outputTokens }: ModelUsage): Usage => ({
  inputTokens: inputTokens.total ?? 0,
  ...(inputTokens.cacheRead ? { cachedTokens: inputTokens.cacheRead } : {}),
  ...(inputTokens.cacheWrite ? { cacheWriteTokens: inputTokens.cacheWrite } : {}),
  outputTokens: outputTokens.total ?? 0,
  ...(outputTokens.reasoning ? { reasoningTokens: outputTokens.reasoning } : {}),
});

/** Input that is no JSON stays text: the tool then says what is wrong with it. */
function parseInput(input: string): Json {
  try {
    return input.trim() === "" ? {} : JSON.parse(input);
  } catch {
    return input;
  }
}
