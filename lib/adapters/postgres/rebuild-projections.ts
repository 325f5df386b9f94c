import type pg from "pg";
import { errorCode } from "#lib/domain/errors.ts";
import {
  AGENT_PROJECTIONS,
  type AgentProjection,
  PROJECTION_KEYS,
  type ProjectedRow,
  type ProjectionKey,
} from "./agent-projections.ts";
import { translateDatabaseError } from "./database-errors.ts";
import { type FoldedLog, foldLogs } from "./fold-logs.ts";
import { deleteAliensSql, differencesSql, writeRowsSql } from "./projection-sql.ts";
import { transaction } from "./transaction.ts";

/** Where the database says something else than an agent's log. */
export interface Difference {
  agentId: string;
  table: string;
  kind: "missing" | "alien" | "different" | "broken";
  key: Readonly<Record<string, unknown>>;
  /** The columns that differ, or what is wrong. */
  details: string[];
}

export interface RebuildOptions {
  /** Only compare. */
  check: boolean;
  /** Agents up to this id have been looked at before. */
  after?: string;
  batch?: number;
  onDifference?(difference: Difference): void;
  /** After every batch. */
  onProgress?(progress: { agents: number; lastId: string }): void;
}

export interface Rebuilt {
  agents: number;
  /** How many were found. */
  differences: number;
  /** Those that could not be mended: a broken log, or a row that must not go. */
  left: Difference[];
}

const FIRST = "00000000-0000-0000-0000-000000000000";

/**
 * Makes the read models of all agents equal, byte by byte, to what their logs lead to, while others append. An agent
 * whose rows are right is only read; one whose are not is repaired in a transaction of its own, under the lock of its
 * row that every append takes too. Can be interrupted at any time and begun again.
 */
export async function rebuildProjections(pool: pg.Pool, options: RebuildOptions): Promise<Rebuilt> {
  const { check, batch = 100, onDifference, onProgress } = options;
  const [repaired, blocked]: [string[], string[]] = [[], []];
  const left: Difference[] = [];
  let [agents, differences, lastId] = [0, 0, options.after ?? FIRST];
  for (let ids = await agentsAfter(pool, lastId, batch); ids.length > 0; ids = await agentsAfter(pool, lastId, batch)) {
    const found = Map.groupBy(await compare(pool, ids), ({ agentId }) => agentId);
    for (const [agentId, theirs] of found) {
      for (const one of theirs) onDifference?.(one);
      differences += theirs.length;
      if (check) continue;
      const done = await tryRepair(pool, [agentId]);
      (done ? repaired : blocked).push(agentId);
    }
    agents += ids.length;
    lastId = ids.at(-1) ?? lastId;
    onProgress?.({ agents, lastId });
  }
  // Rows that hold each other's place can only change together.
  if (blocked.length > 0) await tryRepair(pool, blocked);
  const changed = [...repaired, ...blocked];
  for (let at = 0; at < changed.length; at += batch) left.push(...(await compare(pool, changed.slice(at, at + batch))));
  return { agents, differences, left };
}

const SOURCES = [
  "(select agent_id as id from agent_events where version = 1 and agent_id > $1 order by agent_id limit $2)",
  ...PROJECTION_KEYS.map((name) => {
    const { table, agent } = AGENT_PROJECTIONS[name];
    return `(select distinct ${agent} from ${table} where ${agent} > $1 order by ${agent} limit $2)`;
  }),
];

async function agentsAfter(pool: pg.Pool, after: string, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(`${SOURCES.join(" union ")} order by id limit $2`, [after, limit]);
  return rows.map(({ id }) => id);
}

/** All differences of these agents, as of one moment. */
async function compare(pool: pg.Pool, agentIds: string[]): Promise<Difference[]> {
  const compared = async (client: pg.ClientBase): Promise<Difference[]> => {
    const folded = await foldLogs(client, agentIds);
    const sound = soundOf(folded);
    const differences = agentIds.flatMap((agentId): Difference[] => {
      const { broken, snapshotDiffers } = folded.get(agentId) ?? {};
      if (broken) return [{ agentId, table: "agent_events", kind: "broken", key: {}, details: [broken] }];
      return snapshotDiffers
        ? [{ agentId, table: "agent_snapshots", kind: "different", key: {}, details: ["state"] }]
        : [];
    });
    for (const name of PROJECTION_KEYS) {
      const projection: AgentProjection = AGENT_PROJECTIONS[name];
      const rows = rowsOf(folded, sound, name);
      const found = await client.query(differencesSql(projection), [rows, sound]);
      for (const { agentId, key, kind, columns } of found.rows)
        differences.push({ agentId, table: projection.table, kind, key, details: columns });
    }
    return differences;
  };
  return transaction(pool, compared, "isolation level repeatable read read only").catch(translateDatabaseError);
}

const LOCK = "select id from agents where id = any($1::uuid[]) order by id for update";

/** False when other rows hold a place that these need: they are wrong too. */
async function tryRepair(pool: pg.Pool, agentIds: string[]): Promise<boolean> {
  for (let attempt = 1; ; attempt++)
    try {
      await transaction(pool, (client) => repair(client, agentIds)).catch(translateDatabaseError);
      return true;
    } catch (error) {
      const missed = (error as { code?: string }).code === "23503"; // what a row refers to has just been deleted
      if (errorCode(error) !== "version_conflict" && !missed) throw error;
      if (attempt === 3) return false;
    }
}

async function repair(client: pg.ClientBase, agentIds: string[]): Promise<void> {
  // A row that is missing is made first, in a form that is never in another's way: there has to be something to lock.
  const early = await foldLogs(client, agentIds);
  const placeholders = rowsOf(early, soundOf(early), "agents", { status: "archived" });
  await client.query(writeRowsSql(AGENT_PROJECTIONS.agents, "keep"), [placeholders]);
  await client.query(LOCK, [agentIds]);
  // Whoever appended before the lock has committed, whoever appends now waits.
  const folded = await foldLogs(client, agentIds);
  const sound = soundOf(folded);
  if (sound.length > 1) await client.query("update agents set status = 'archived' where id = any($1::uuid[])", [sound]);
  for (const name of PROJECTION_KEYS) {
    const rows = rowsOf(folded, sound, name);
    await client.query(deleteAliensSql(AGENT_PROJECTIONS[name]), [rows, sound]);
    await client.query(writeRowsSql(AGENT_PROJECTIONS[name], "replace"), [rows]);
  }
  const unsound = sound.filter((id) => folded.get(id)?.snapshotDiffers);
  await client.query("delete from agent_snapshots where agent_id = any($1::uuid[])", [unsound]);
}

/** The agents whose logs can be folded: of the others nothing is known. */
const soundOf = (folded: Map<string, FoldedLog>): string[] =>
  [...folded].filter(([, { broken }]) => broken === null).map(([id]) => id);

function rowsOf(
  folded: Map<string, FoldedLog>,
  agentIds: string[],
  name: ProjectionKey,
  changes: ProjectedRow = {},
): string {
  const rows = agentIds.flatMap((id) => folded.get(id)?.rows[name] ?? []);
  return JSON.stringify(rows.map((row) => ({ ...row, ...changes })));
}
