import type { IncomingMessage } from "node:http";

/** More than any door of Next's takes (`maxBodyBytes`), so that a door that reads this much has seen that it is too much. */
const CAP_BYTES = 2 * 1024 * 1024;

/**
 * Drops what a request's body has beyond two megabytes. Next keeps the body of a request in memory as it comes, also
 * when nobody reads it, so an endless one would end the process.
 */
export function capBody(request: IncomingMessage): void {
  const push = request.push.bind(request);
  let room = CAP_BYTES;
  request.push = (chunk: Buffer | null, encoding) => {
    if (chunk === null) return push(null);
    const kept = chunk.subarray(0, room);
    room -= kept.length;
    return kept.length > 0 ? push(kept, encoding) : true;
  };
}
