import { randomUUID } from "node:crypto";
import { streamed } from "./api-client.ts";

/** A script of the probe, the text that it must come to, and the keys that it counts up once each. */
export interface Script {
  text: string;
  truth: string;
  keys: string[];
}

/** Three paragraphs of so many numbered words, with two counted calls in between. */
export function scriptOf(count = 40, perSecond = 100): Script {
  const keys = [randomUUID(), randomUUID()];
  const stream = `stream ${count} at ${perSecond}`;
  return {
    keys,
    text: [stream, `tally ${keys[0]}`, stream, `tally ${keys[1]}`, stream].join("\n"),
    truth: Array.from({ length: 3 }, () => streamed(count)).join("\n\n"),
  };
}
