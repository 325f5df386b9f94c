import type { Writable } from "node:stream";

/** Resolves when what was written has gone out, or never will. */
export function drained(out: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (!out.writableNeedDrain || out.destroyed) return resolve();
    const done = (): void => {
      out.off("drain", done).off("close", done);
      resolve();
    };
    out.on("drain", done).on("close", done);
  });
}
