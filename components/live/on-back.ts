import type { LiveClient } from "#components/live/live-client.ts";

/** Calls back each time the line stands again after it was lost. */
export function onBack(live: Pick<LiveClient, "onStatus">, callback: () => void): () => void {
  let lost = false;
  return live.onStatus((status) => {
    if (status === "live" && lost) callback();
    lost = status === "reconnecting";
  });
}
