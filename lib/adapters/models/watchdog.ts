import { modelTimeout } from "#lib/domain/llm/model-error.ts";

export type ModelTimeouts = {
  /** Longest wait for the first part, default 3 min: a model on one's own machine may have to be loaded first. */
  firstTokenMs?: number;
  /** Longest silence between two parts, default 1 min. */
  betweenTokensMs?: number;
  /** Longest time for the whole answer, default 30 min. */
  callMs?: number;
};

/** One timer for a whole stream: a beat only notes the time, so a token costs no timer. */
export class Watchdog {
  readonly #controller = new AbortController();
  readonly #betweenMs: number;
  readonly #deadline: number;
  #lastBeat = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ firstTokenMs = 180_000, betweenTokensMs = 60_000, callMs = 1_800_000 }: ModelTimeouts = {}) {
    this.#betweenMs = betweenTokensMs;
    this.#deadline = performance.now() + callMs;
    this.#rearm(firstTokenMs);
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
    const now = performance.now();
    const left = this.#lastBeat + this.#betweenMs - now;
    if (this.#lastBeat === 0 || left <= 1 || now >= this.#deadline - 1) this.#controller.abort(modelTimeout());
    else this.#rearm(left);
  }

  #rearm(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), Math.min(milliseconds, this.#deadline - performance.now()));
  }
}
