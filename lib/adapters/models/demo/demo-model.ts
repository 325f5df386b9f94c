import type {
  LanguageModel,
  ModelCall,
  ModelFinishReason,
  ModelStreamPart,
  ModelUsage,
} from "#lib/application/ports/models.ts";
import { guideReply } from "./guide.ts";
import { HAND_OFF } from "./hand-over.ts";
import { smallTalkIn } from "./intents.ts";
import { liaisonReply } from "./liaison.ts";
import { answerFromMemory } from "./memory-answer.ts";
import { type Reading, type Reply, readPrompt } from "./reading.ts";
import { specialistReply } from "./specialist.ts";
import { structuredReply } from "./structured/structured-reply.ts";

export type DemoSettings = {
  /** Pace of the text; 0 writes it at once. Default 60. A call may set it in `providerOptions.demo.tokensPerSecond`. */
  tokensPerSecond?: number;
};

const INTRODUCTION =
  "I am the built-in demo model: no language model, but rules that follow your request and use the real tools. Connect a real one in Settings → Models.";

/**
 * The model that needs no key: in process, deterministic, and honest about following rules. It reads the prompt and
 * the tools on offer, never assumes a tool that is not offered, and words what the tools really answered.
 */
export function createDemoModel(settings: DemoSettings = {}): LanguageModel {
  return {
    specificationVersion: "v4",
    provider: "demo",
    modelId: "demo",
    supportedUrls: {},

    async doGenerate(call) {
      call.abortSignal?.throwIfAborted();
      const { text, toolCall, finishReason, usage } = answer(call);
      return {
        content: [...(text ? [{ type: "text" as const, text }] : []), ...(toolCall ? [toolCall] : [])],
        finishReason,
        usage,
        warnings: [],
      };
    },

    async doStream(call) {
      call.abortSignal?.throwIfAborted();
      const pace = call.providerOptions?.demo?.tokensPerSecond;
      const perSecond = typeof pace === "number" ? pace : (settings.tokensPerSecond ?? 60);
      const gapMs = perSecond > 0 ? 1000 / perSecond : 0;
      return { stream: paced(partsOf(answer(call)), gapMs, call.abortSignal) };
    },
  };
}

type Answer = { text: string; toolCall: ToolCall | undefined; finishReason: ModelFinishReason; usage: ModelUsage };
type ToolCall = { type: "tool-call"; toolCallId: string; toolName: string; input: string };

function answer(call: ModelCall): Answer {
  const reading = readPrompt(call);
  const reply = introduced(reading, replyFor(reading));
  const toolCall: ToolCall | undefined = reply.call && {
    type: "tool-call",
    toolCallId: `demo_call_${reading.allCalls.length + 1}`,
    toolName: reply.call.tool,
    input: JSON.stringify(reply.call.input),
  };
  return {
    text: reply.text,
    toolCall,
    finishReason: toolCall ? { unified: "tool-calls", raw: "tool_calls" } : { unified: "stop", raw: "stop" },
    usage: usageOf(call, reply.text + (toolCall?.input ?? "")),
  };
}

/** Who it speaks for, from what the instructions say it is; where they say nothing, from the tools on offer. */
function replyFor(reading: Reading): Reply {
  const remembered = reading.turnResults.length === 0 ? answerFromMemory(reading) : undefined;
  if (remembered) return remembered;
  const self = /\byou are (?:the |a |an )?([^,.\n]{1,60})/i.exec(reading.system)?.[1] ?? "";
  const structured = structuredReply(self, reading);
  if (structured) return structured;
  if (/liaison/i.test(self) || reading.tools.has("start_workflow")) return liaisonReply(reading);
  if (/guide/i.test(self) || (reading.tools.has(HAND_OFF) && reading.tools.size === 1)) return guideReply(reading);
  return specialistReply(reading);
}

/** Says once in a conversation what this model is; after a hand-off the guide has said it. */
function introduced(reading: Reading, reply: Reply): Reply {
  const asked = smallTalkIn(reading.question) === "abilities";
  const said = reading.handoff !== undefined || reading.assistantTexts.some((text) => text.includes(INTRODUCTION));
  if (!reply.text || reading.turnResults.length > 0 || (said && !asked)) return reply;
  return { ...reply, text: `${INTRODUCTION}\n\n${reply.text}` };
}

function partsOf({ text, toolCall, finishReason, usage }: Answer): ModelStreamPart[] {
  const parts: ModelStreamPart[] = [{ type: "stream-start", warnings: [] }];
  if (text) {
    parts.push({ type: "text-start", id: "text" });
    for (const delta of text.match(/\s*\S+|\s+$/g) ?? []) parts.push({ type: "text-delta", id: "text", delta });
    parts.push({ type: "text-end", id: "text" });
  }
  if (toolCall) {
    parts.push({ type: "tool-input-start", id: toolCall.toolCallId, toolName: toolCall.toolName });
    parts.push({ type: "tool-input-delta", id: toolCall.toolCallId, delta: toolCall.input });
    parts.push({ type: "tool-input-end", id: toolCall.toolCallId }, toolCall);
  }
  return [...parts, { type: "finish", finishReason, usage }];
}

/** The parts in order, a pause before each piece of text; an abort ends the stream with its reason. */
function paced(
  parts: ModelStreamPart[],
  gapMs: number,
  stop: AbortSignal | undefined,
): ReadableStream<ModelStreamPart> {
  let at = 0;
  let dispose = () => {};
  return new ReadableStream<ModelStreamPart>({
    start(controller) {
      const onAbort = () => {
        dispose();
        controller.error(stop?.reason);
      };
      let timer: NodeJS.Timeout | undefined;
      dispose = () => {
        clearTimeout(timer);
        stop?.removeEventListener("abort", onAbort);
      };
      const next = () => {
        for (; at < parts.length; at++) {
          const part = parts[at] as ModelStreamPart;
          controller.enqueue(part);
          if (gapMs > 0 && part.type === "text-delta") {
            at++;
            timer = setTimeout(next, gapMs);
            return;
          }
        }
        dispose();
        controller.close();
      };
      stop?.addEventListener("abort", onAbort, { once: true });
      next();
    },
    cancel: () => dispose(),
  });
}

/** Words counted as tokens, so that usage looks like a real model's and cost nothing. */
function usageOf(call: ModelCall, output: string): ModelUsage {
  const input = countWords(JSON.stringify(call.prompt));
  const written = countWords(output);
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: written, text: written, reasoning: 0 },
  };
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
