import type { LiveClient } from "#components/live/live-line.ts";

/**
 * Calls back each time the line stands after it did not, the first time too: what happened since the server rendered
 * the page, or since the line was lost, nobody has told.
 */
export function onBack(live: Pick<LiveClient, "onStatus">, callback: () => void): () => void {
  let missed = true;
  return live.onStatus((status) => {
    if (status === "live" && missed) callback();
    missed = status !== "live";
  });
}
