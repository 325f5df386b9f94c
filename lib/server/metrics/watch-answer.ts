import type { IncomingMessage, ServerResponse } from "node:http";
import { doorOf } from "./door-of.ts";
import type { Metrics } from "./metrics.ts";

/** Counts the answer to a request when it has ended. */
export function watchAnswer(metrics: Metrics, request: IncomingMessage, response: ServerResponse): void {
  const begun = performance.now();
  response.once("close", () => {
    const streams = String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
    const seconds = streams ? null : (performance.now() - begun) / 1_000;
    const door = doorOf(request.url?.split("?", 1)[0] ?? "");
    metrics.answered({ method: request.method ?? "", door, status: response.statusCode, seconds });
  });
}
