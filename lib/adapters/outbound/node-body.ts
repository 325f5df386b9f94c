import type { IncomingMessage } from "node:http";
import { DomainError } from "#lib/domain/errors.ts";
import type { Concealer } from "./conceal.ts";

// Bytes that may wait in a response nobody reads before its socket is paused.
const BUFFERED_BYTES = 64 * 1024;

/**
 * The body of a Node response as a web stream: one enqueue per chunk that arrives, no promise of our own, no copy.
 * A socket cut before the end, a body over `maxBytes` (`outbound_failed`) and an abort are stream errors.
 */
export function toWebStream(
  message: IncomingMessage,
  options: { maxBytes: number; host: string; signal: AbortSignal | undefined; conceal: Concealer },
): ReadableStream<Uint8Array> {
  let received = 0;
  let settled = false;
  // An error would throw away what waits unread, so it follows the last byte.
  let failure: unknown;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const fail = (error: unknown) => {
          if (settled) return;
          settled = true;
          message.destroy();
          if (options.signal?.aborted) return controller.error(options.signal.reason);
          if (controller.desiredSize === BUFFERED_BYTES) return controller.error(error);
          failure = error;
        };
        message.on("data", (chunk: Buffer) => {
          received += chunk.length;
          if (received > options.maxBytes)
            return fail(
              new DomainError(
                "outbound_failed",
                `${options.host} sent more than ${Math.round(options.maxBytes / 1024)} KiB, which is the limit.`,
              ),
            );
          if (settled) return;
          controller.enqueue(options.conceal.bytes(chunk));
          if ((controller.desiredSize ?? 0) <= 0) message.pause();
        });
        message.on("end", () => {
          if (settled) return;
          settled = true;
          controller.close();
        });
        message.on("error", fail);
        message.on("close", () =>
          fail(
            Object.assign(new Error(`${options.host} closed the connection before the end.`), { code: "ECONNRESET" }),
          ),
        );
      },
      pull(controller) {
        if (failure === undefined) message.resume();
        else if (controller.desiredSize === BUFFERED_BYTES) controller.error(failure);
      },
      cancel() {
        settled = true;
        message.destroy();
      },
    },
    { highWaterMark: BUFFERED_BYTES, size: (chunk) => chunk.byteLength },
  );
}
