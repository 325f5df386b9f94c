import type { ModelStreamPart } from "#lib/application/ports/models.ts";

/** A piece of a tool call as it streams; servers leave out what they like. */
export type ToolCallDelta = {
  index?: number | null;
  id?: string | null;
  function?: { name?: string | null; arguments?: string | null } | null;
  /** Gemini signs its thoughts with the first call, and wants the signature back with it. */
  extra_content?: { google?: { thought_signature?: unknown } | null } | null;
};

type OpenCall = {
  id: string;
  index: number | null;
  wireId: string | null;
  name: string;
  input: string;
  started: boolean;
  signature: string | null;
};

/**
 * Puts streamed tool calls together. Pieces belong together by index, else by id, else to the last call; a new id
 * with a name begins a new call even under a known index, as Gemini's compatible endpoint sends parallel calls.
 */
export class ToolCalls {
  readonly #calls: OpenCall[] = [];

  get any(): boolean {
    return this.#calls.length > 0;
  }

  add(delta: ToolCallDelta, emit: (part: ModelStreamPart) => void): void {
    const call = this.#callOf(delta);
    const name = delta.function?.name;
    const input = delta.function?.arguments ?? "";
    if (name && !call.started) {
      call.name = name;
      call.started = true;
      emit({ type: "tool-input-start", id: call.id, toolName: name });
      // What came before the name was held back.
      if (call.input + input) emit({ type: "tool-input-delta", id: call.id, delta: call.input + input });
    } else if (call.started && input) emit({ type: "tool-input-delta", id: call.id, delta: input });
    call.input += input;
    const signature = delta.extra_content?.google?.thought_signature;
    if (typeof signature === "string") call.signature = signature;
  }

  /** The whole calls, when the stream is over: earlier, arguments that parse may still be the start of longer ones. */
  finish(emit: (part: ModelStreamPart) => void): boolean {
    for (const { id, name, input, started, signature } of this.#calls) {
      if (!started) return false;
      emit({ type: "tool-input-end", id });
      emit({
        ...{ type: "tool-call", toolCallId: id, toolName: name, input: input.trim() === "" ? "{}" : input },
        ...(signature === null ? {} : { providerMetadata: { google: { thoughtSignature: signature } } }),
      });
    }
    return true;
  }

  #callOf(delta: ToolCallDelta): OpenCall {
    const wireId = delta.id?.trim() || null;
    const index = delta.index ?? null;
    const known =
      (index !== null ? this.#calls.findLast((call) => call.index === index) : undefined) ??
      (index === null && wireId !== null ? this.#calls.find((call) => call.wireId === wireId) : undefined) ??
      (index === null && wireId === null && !delta.function?.name ? this.#calls.at(-1) : undefined);
    const another =
      known &&
      wireId !== null &&
      known.wireId !== null &&
      known.wireId !== wireId &&
      known.started &&
      delta.function?.name;
    if (known && !another) return known;
    const taken = wireId === null || this.#calls.some((call) => call.id === wireId);
    const call = {
      id: taken ? crypto.randomUUID() : wireId,
      index,
      wireId,
      name: "",
      input: "",
      started: false,
      signature: null,
    };
    this.#calls.push(call);
    return call;
  }
}
