import type pg from "pg";
import { createBus } from "#lib/adapters/postgres/bus.ts";
import { createStore } from "#lib/adapters/postgres/commit.ts";
import { createDeltaLog } from "#lib/adapters/postgres/delta-log.ts";
import { createLiveHub, type LiveHub } from "#lib/adapters/postgres/live-hub.ts";
import { createLiveReads } from "#lib/adapters/postgres/live-reads.ts";
import { createTurns } from "#lib/adapters/postgres/turns.ts";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import { log } from "#lib/server/log.ts";

interface LiveOptions {
  pool: pg.Pool;
  databaseUrl: string;
  executorId: string;
  sessions: SessionReads;
}

/** What writes and what tells of it: every commit of this process goes through here, so that its readers know at once. */
export async function buildLive({ pool, databaseUrl, executorId, sessions }: LiveOptions) {
  const onError = (message: string, error: unknown) => log.error(message, { error });
  const bus = createBus({ databaseUrl, executorId, pool, onError });
  await bus.start();
  const deltas = createDeltaLog({ pool, bus, publish: (committed) => hub.deltas(committed), onError });
  const hub: LiveHub = createLiveHub({
    bus,
    ...createLiveReads(pool),
    feedAfter: sessions.feedAfter,
    ownText: deltas.openText,
    noticeHeads: deltas.noticeHeads,
    onError,
  });
  return {
    live: hub,
    invalidations: bus,
    store: createStore(pool, (published) => hub.entries(published)),
    turns: createTurns({ pool, bus, log: deltas, hub, executorId }),
    async close() {
      hub.close();
      await deltas.close();
      await bus.close();
    },
  };
}
