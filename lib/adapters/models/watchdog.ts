import { modelTimeout } from "#lib/domain/llm/model-error.ts";

export type ModelTimeouts = {
  /** Longest wait for the first part, default 60 s. */
  firstTokenMs?: number;
  /** Longest silence between two parts, default 60 s. */
  betweenTokensMs?: number;
};

/** One timer for a whole stream: a beat only notes the time, so a token costs no timer. */
export class Watchdog {
  readonly #controller = new AbortController();
  readonly #betweenMs: number;
  #lastBeat = 0;
  #timer: NodeJS.Timeout;

  constructor({ firstTokenMs = 60_000, betweenTokensMs = 60_000 }: ModelTimeouts = {}) {
    this.#betweenMs = betweenTokensMs;
    this.#timer = setTimeout(() => this.#check(), firstTokenMs);
  }

  /** Aborts with `model_timeout` when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  beat(): void {
    if (this.#lastBeat === 0) this.#rearm(this.#betweenMs);
    this.#lastBeat = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #check(): void {
    const left = this.#lastBeat + this.#betweenMs - performance.now();
    if (this.#lastBeat === 0 || left <= 1) this.#controller.abort(modelTimeout());
    else this.#rearm(left);
  }

  #rearm(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), milliseconds);
  }
}
