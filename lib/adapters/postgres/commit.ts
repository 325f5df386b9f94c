import type pg from "pg";
import type { Changes, Store } from "#lib/application/ports/store.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import { FRAGMENTS } from "./commit-fragments.ts";
import { feedFragment, guardFragment, runGuardFragment } from "./commit-guards.ts";
import { type TableKey, tablesOf } from "./commit-tables.ts";
import { translateDatabaseError } from "./database-errors.ts";

/** Entries of one session that have just been committed, with their sequences. */
export interface Published {
  sessionId: string;
  ownerId: string;
  entries: FeedEntry[];
}

/**
 * `Changes` as ONE statement of data-modifying CTEs: one round trip, one snapshot, one commit.
 * The same set of tables gives the same text and name, so that PostgreSQL plans it once per connection.
 */
export function createStore(pool: pg.Pool, publish: (published: Published[]) => void): Store {
  return {
    async commit(changes) {
      const statement = statementFor(changes);
      if (statement.values.length === 0) return {};
      const { rows } = await pool.query(statement).catch(translateDatabaseError);
      const { guarded, heads } = rows[0] as { guarded: boolean; heads: Head[] | null };
      if (!guarded) throw new DomainError("turn_fenced", "Another process has taken this work over.");
      publish(publishedBy(changes, heads ?? []));
      return Object.fromEntries((heads ?? []).map((head) => [head.sessionId, head.sequence]));
    },
  };
}

interface Head {
  sessionId: string;
  sequence: number;
}

const known = new Map<string, { name: string; text: string }>();

function statementFor(changes: Changes): { name: string; text: string; values: string[] } {
  const tables = tablesOf(changes);
  const keys = (Object.keys(tables) as TableKey[]).filter((key) => tables[key].length > 0);
  const feed = (changes.feed ?? []).filter((one) => one.facts.length > 0);
  const parameters = [changes.guard, changes.runGuard, ...keys.map((key) => tables[key])].filter(Boolean);
  if (feed.length > 0) parameters.push(feed.map(feedRow));
  const shape = [changes.guard ? "guard" : "", changes.runGuard ? "run" : "", ...keys, feed.length > 0 ? "feed" : ""];
  const id = shape.join(",");
  const statement = known.get(id) ?? {
    name: `commit_${known.size + 1}`,
    text: compose(changes, keys, feed.length > 0),
  };
  known.set(id, statement);
  return { ...statement, values: parameters.map((value) => JSON.stringify(value)) };
}

function compose(changes: Changes, keys: TableKey[], feed: boolean): string {
  let count = 0;
  const parameter = () => `$${++count}::jsonb`;
  const guards: string[] = [];
  const ctes: string[] = [];
  if (changes.guard) {
    ctes.push(guardFragment(parameter()));
    guards.push("exists (select 1 from guard)");
  }
  if (changes.runGuard) {
    ctes.push(runGuardFragment(parameter()));
    guards.push("exists (select 1 from run_guard)");
  }
  const guarded = guards.join(" and ") || "true";
  for (const key of keys) ctes.push(`w_${key} as (${FRAGMENTS[key](parameter(), guarded)})`);
  const written = keys.map((key) => `(select count(*) from w_${key})`);
  if (feed) ctes.push(...feedFragment(parameter(), guarded, written));
  const heads = "(select jsonb_agg(jsonb_build_object('sessionId', session_id, 'sequence', sequence)) from heads)";
  return `with ${ctes.join(",\n")}\nselect ${guarded} as guarded, ${feed ? heads : "null::jsonb"} as heads`;
}

const feedRow = ({ sessionId, at, facts }: NonNullable<Changes["feed"]>[number]) => ({
  sessionId,
  at,
  facts: facts.map(({ type, ...data }) => ({
    type,
    data,
    conversationId: "conversationId" in data ? data.conversationId : null,
  })),
});

/** The entries as readers will find them: several lists of one session follow each other. */
export function publishedBy(changes: Pick<Changes, "feed">, heads: Head[]): Published[] {
  const bySession = new Map<string, Published>();
  for (const { sessionId, ownerId, at, facts } of changes.feed ?? []) {
    const one = bySession.get(sessionId) ?? { sessionId, ownerId, entries: [] };
    for (const fact of facts) one.entries.push({ ...fact, sequence: 0, at });
    bySession.set(sessionId, one);
  }
  const result: Published[] = [];
  for (const { sessionId, sequence } of heads) {
    const one = bySession.get(sessionId);
    if (!one) continue;
    const first = sequence - one.entries.length + 1;
    result.push({ ...one, entries: one.entries.map((entry, index) => ({ ...entry, sequence: first + index })) });
  }
  return result;
}
