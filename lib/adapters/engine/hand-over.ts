import type { Invalidations } from "#lib/application/ports/live.ts";

/** A piece of work that was accepted: turn, run or memory, its id, its segment. */
export type Accepted = readonly [kind: string, id: string, segment: number];

const TOPIC = "work";
/** Pieces told in one notice, which has to fit into 8,000 bytes. */
const AT_ONCE = 100;
const TICK_MS = 4;
/** Workers that hear of the same work come one after the other, in no order: the first takes it. */
const SPREAD_MS = 12;

export interface HandOver {
  /** For a process that takes no work itself. */
  tell(work: Accepted): void;
  close(): void;
}

/**
 * Work accepted where none is taken is told to the processes that take some, so that it begins at once; what nobody
 * hears of is found by the sweep.
 */
export function createHandOver(
  notices: Pick<Invalidations, "publish" | "subscribe">,
  take: ((work: Accepted) => void) | null,
): HandOver {
  let untold: Accepted[] = [];
  let tick: NodeJS.Timeout | undefined;
  const subscription =
    take &&
    notices.subscribe(TOPIC, (key) => {
      for (const work of JSON.parse(key) as Accepted[]) setTimeout(take, Math.random() * SPREAD_MS, work);
    });

  function flush(): void {
    tick = undefined;
    const all = untold;
    untold = [];
    for (let from = 0; from < all.length; from += AT_ONCE)
      notices.publish(TOPIC, JSON.stringify(all.slice(from, from + AT_ONCE)));
  }

  return {
    tell(work) {
      untold.push(work);
      tick ??= setTimeout(flush, TICK_MS);
    },
    close() {
      subscription?.close();
      if (tick) flush();
    },
  };
}
