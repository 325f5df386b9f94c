import pg from "pg";
import type { Invalidations, Subscription } from "#lib/application/ports/live.ts";
import type { Delta } from "#lib/domain/session/feed.ts";

const CHANNEL = "throughline";
/** PostgreSQL refuses payloads of 8,000 bytes; the rest is room for the envelope. */
const MAX_PAYLOAD = 7_600;
/** Every process is heard this often; and a connection that is cut without a word is found by it. */
export const BEAT_MS = 5_000;
const PATIENCE_MS = 5_000;
const RETRY_MS = 500;

export interface HeadNotice {
  sessionId: string;
  ownerId: string;
  sequence: number;
}

/** Live text on its way: readers get it once they have had the entry with the sequence `after`, which starts its epoch. */
export type SessionDelta = Delta & { sessionId: string; after: number };

/** What processes tell each other: new heads, live text, and what is out of date. */
export interface Notice {
  heads?: HeadNotice[];
  deltas?: SessionDelta[];
  invalid?: { topic: string; key: string }[];
}

export interface Bus extends Invalidations {
  /** SQL parameters for `pg_notify`: payloads that fit, in order. */
  payloads(notice: Notice): string[];
  /** Called with notices of other processes, which are heard every five seconds though they have nothing to say. */
  onNotice(listener: (notice: Notice) => void): void;
  /** Called after a lost connection is back, before anything that it brings: whatever was notified meanwhile is unknown. */
  onReconnect(listener: () => void): void;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface BusOptions {
  databaseUrl: string;
  executorId: string;
  pool: pg.Pool;
  onError(message: string, error: unknown): void;
}

/** LISTEN on a connection of its own (a pooled one would lose it), reconnecting for ever. */
export function createBus({ databaseUrl, executorId, pool, onError }: BusOptions): Bus {
  const own = JSON.stringify(executorId);
  const beat = { text: "select pg_notify($1, $2)", values: [CHANNEL, `[${own},{}]`] };
  const topics = new Map<string, Set<(key: string) => void>>();
  const noticeListeners: ((notice: Notice) => void)[] = [];
  const reconnectListeners = new Set<() => void>();
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;
  let asking: NodeJS.Timeout | undefined;
  let closed = false;

  const receive = (payload: string | undefined): void => {
    if (!payload || payload.startsWith(`[${own},`)) return;
    const [, notice] = JSON.parse(payload) as [string, Notice];
    for (const one of notice.invalid ?? []) tell(one.topic, one.key);
    for (const listener of noticeListeners) listener(notice);
  };

  const tell = (topic: string, key: string): void => {
    for (const listener of topics.get(topic) ?? []) listener(key);
  };

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: "throughline-listen",
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    });
    next.on("error", (error) => onError("The LISTEN connection was lost", error));
    next.on("end", () => {
      clearInterval(asking);
      if (!closed) retry = setTimeout(reconnect, RETRY_MS);
    });
    const early: (string | undefined)[] = [];
    let listening = false;
    next.on("notification", ({ payload }) => (listening ? receive(payload) : early.push(payload)));
    const again = client !== null;
    client = next;
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
    } catch (error) {
      leave(next);
      throw error;
    }
    if (again) for (const listener of reconnectListeners) listener();
    listening = true;
    early.forEach(receive);
    asking = setInterval(() => void next.query(beat).catch(() => leave(next)), BEAT_MS);
    asking.unref();
  };

  /** Its `end` follows, and with it the next try. */
  const leave = (lost: pg.Client): void => void lost.end().catch(() => {});

  const reconnect = (): void => {
    connect().catch((error) => onError("The LISTEN connection could not be made", error));
  };

  const payloads = (notice: Notice): string[] => {
    const whole = JSON.stringify([executorId, notice]);
    if (Buffer.byteLength(whole) <= MAX_PAYLOAD) return [whole];
    return halves(notice).flatMap(payloads);
  };

  return {
    payloads,
    onNotice: (listener) => noticeListeners.push(listener),
    onReconnect: (listener) => void reconnectListeners.add(listener),
    publish(topic, key) {
      tell(topic, key);
      pool
        .query("select pg_notify($1, $2)", [CHANNEL, JSON.stringify([executorId, { invalid: [{ topic, key }] }])])
        .catch((error) => onError("An invalidation could not be sent", error));
    },
    subscribe(topic, onKey, onLost): Subscription {
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(onKey));
      if (onLost) reconnectListeners.add(onLost);
      return {
        close() {
          listeners.delete(onKey);
          if (onLost) reconnectListeners.delete(onLost);
        },
      };
    },
    start: connect,
    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(asking);
      await client?.end().catch(() => {});
    },
  };
}

/** The two halves of a notice, heads before deltas; a lone delta that is too long is cut in two. */
function halves({ heads = [], deltas = [] }: Notice): Notice[] {
  if (heads.length > 0 && deltas.length > 0) return [{ heads }, { deltas }];
  if (heads.length > 1) return split(heads).map((half) => ({ heads: half }));
  if (deltas.length > 1) return split(deltas).map((half) => ({ deltas: half }));
  const [delta] = deltas;
  if (!delta || delta.text.length < 2) return [];
  const middle = cutPoint(delta.text);
  return [
    { deltas: [{ ...delta, text: delta.text.slice(0, middle) }] },
    { deltas: [{ ...delta, offset: delta.offset + middle, text: delta.text.slice(middle) }] },
  ];
}

const split = <Item>(all: Item[]): Item[][] => [all.slice(0, all.length >> 1), all.slice(all.length >> 1)];

/** The middle of a text, never between the two halves of a surrogate pair. */
function cutPoint(text: string): number {
  const middle = text.length >> 1;
  const code = text.charCodeAt(middle);
  return code >= 0xdc00 && code <= 0xdfff ? middle + 1 : middle;
}
