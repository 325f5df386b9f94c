import type pg from "pg";
import { type Changes, type Heads, mergeChanges, type Store } from "#lib/application/ports/store.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import { createBatcher } from "./batcher.ts";
import { type CommitResult, type Head, statementFor } from "./commit-statement.ts";
import { expectedVersions } from "./commit-tables.ts";
import { translateDatabaseError } from "./database-errors.ts";
import type { TakenTurns, Written } from "./taken-turns.ts";

/** Entries of one session that have just been committed, with their sequences. */
export interface Published {
  sessionId: string;
  ownerId: string;
  entries: FeedEntry[];
}

/** Under load a start waits at most this long for others to go with. */
const STARTS_APART_MS = 20;

export interface PostgresStore extends Store {
  /** Starts of turns that wait for others to go with go now. */
  hurry(): void;
}

type Outcome = { heads: Heads } | { error: unknown };

/**
 * `Changes` as ONE statement of data-modifying CTEs: one round trip, one snapshot, one commit. What starts turns is
 * hot: such commits that come while one is on its way share the next statement. With `taken`, it claims those turns as well.
 */
export function createStore(
  pool: pg.Pool,
  publish: (published: Published[]) => void,
  taken?: Pick<TakenTurns, "claiming">,
): PostgresStore {
  const writeOne = async (changes: Changes): Promise<Written> => {
    const statement = statementFor(changes);
    if (!statement) return { heads: {}, late: new Set() };
    const { rows } = await pool.query(statement).catch(translateDatabaseError);
    const { unfenced, current, heads } = rows[0] as CommitResult;
    if (!unfenced) throw new DomainError("turn_fenced", "Another process has taken this work over.");
    const late = expectedVersions(changes.agents ?? []).flatMap(({ id }) => (current.includes(id) ? [] : [id]));
    if (late.length === 0) publish(publishedBy(changes, heads));
    return {
      heads: Object.fromEntries(heads.map((head) => [head.sessionId, head.sequence])),
      late: new Set(late),
    };
  };
  const write = (changes: Changes): Promise<Written> => taken?.claiming(changes, writeOne) ?? writeOne(changes);

  /** Together or, when a rule is broken, in halves: it fails the one that breaks it and nobody else. */
  const writeAll = async (batch: Changes[]): Promise<Outcome[]> => {
    try {
      const { heads, late } = await write(mergeChanges(...batch));
      if (late.size === 0) return batch.map(() => ({ heads }));
      const isLate = (changes: Changes): boolean => changes.agents?.some((one) => late.has(one.agentId)) ?? false;
      const others = await writeAll(batch.filter((changes) => !isLate(changes)));
      return batch.map((changes) => (isLate(changes) ? { error: changedMeanwhile() } : (others.shift() as Outcome)));
    } catch (error) {
      if (batch.length === 1 || errorCode(error) === "unavailable") return batch.map(() => ({ error }));
      const middle = batch.length >> 1;
      return [...(await writeAll(batch.slice(0, middle))), ...(await writeAll(batch.slice(middle)))];
    }
  };

  const writeHot = createBatcher(writeAll, { apartMs: STARTS_APART_MS });

  return {
    async commit(changes) {
      const isHot = changes.turns?.length && !changes.guard && !changes.runGuard;
      const [outcome] = isHot ? [await writeHot(changes)] : await writeAll([changes]);
      if (!outcome || "error" in outcome) throw outcome?.error;
      return outcome.heads;
    },
    hurry: writeHot.hurry,
  };
}

const changedMeanwhile = () => new DomainError("version_conflict", "The agent has changed in the meantime.");

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
