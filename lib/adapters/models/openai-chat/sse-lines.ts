import { malformedAnswer } from "#lib/domain/llm/model-error.ts";

/** A line that is longer is no event of a model: it would be searched for its end again with every piece. */
const MAX_LINE = 1_000_000;

/**
 * Server-sent events, as far as chat completions use them: the data of every event, in order. Bytes may be cut
 * anywhere; comments, other fields and a byte order mark are skipped. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class SseReader {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #data: string | undefined;

  /** Calls `onData` for every event that these bytes complete. */
  push(bytes: Uint8Array, onData: (data: string) => void): void {
    this.#read(this.#rest + this.#decoder.decode(bytes, { stream: true }), onData);
  }

  /** The end of the stream: what a server left without its blank line still counts. */
  end(onData: (data: string) => void): void {
    this.#read(`${this.#rest}${this.#decoder.decode()}\n\n`, onData);
  }

  #read(text: string, onData: (data: string) => void): void {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      const stop = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      if (stop === start) {
        if (this.#data !== undefined) onData(this.#data);
        this.#data = undefined;
      } else if (text.startsWith("data:", start)) {
        const value = text.slice(text.charCodeAt(start + 5) === 32 ? start + 6 : start + 5, stop);
        this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
      }
      start = end + 1;
    }
    this.#rest = start === 0 ? text : text.slice(start);
    if (this.#rest.length > MAX_LINE) throw malformedAnswer();
  }
}
