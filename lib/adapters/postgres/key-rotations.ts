import type pg from "pg";
import type { AuditEntry } from "#lib/application/ports/audit.ts";
import type { RotationProgress, RotationStatus } from "#lib/application/ports/key-rotation.ts";
import { AUDIT_FRAGMENT } from "./audit-log.ts";
import { COUNT_BY_KEY, SEALED_COLUMNS, UNUSED } from "./sealed-columns.ts";

/** A rotation that has begun and not ended; the row is all that the next process needs to go on. */
export interface OpenRotation {
  id: string;
  newKey: string;
}

/** Nobody else locks on this number: one rotation at a time, whose lock goes with its connection. */
const LOCK = 7_140_283_003;
const FOREIGN_KEY_VIOLATION = "23503";

/** Runs `work` unless another process is at it; then false. `signal` is aborted when the lock is lost with its connection. */
export async function whileRotating(pool: pg.Pool, work: (lost: AbortSignal) => Promise<void>): Promise<boolean> {
  const client = await pool.connect();
  const lost = new AbortController();
  client.on("error", (error) => lost.abort(error));
  try {
    const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [LOCK]);
    if (!rows[0]?.got) return false;
    await work(lost.signal);
    return true;
  } finally {
    client.release(true);
  }
}

export async function findOpenRotation(pool: pg.Pool): Promise<OpenRotation | undefined> {
  const { rows } = await pool.query<OpenRotation>(
    `select id, new_key as "newKey" from key_rotations where ended_at is null`,
  );
  return rows[0];
}

export interface Offer extends OpenRotation {
  actor: string;
  at: string;
  audit: AuditEntry | null;
}

/** A new key on offer, and who began it in the audit log. A key that was on offer before has never sealed anything. */
export async function offerKey(pool: pg.Pool, { id, newKey, actor, at, audit }: Offer): Promise<void> {
  await pool.query(
    `with given_up as (delete from key_rotations where ended_at is null)
     delete from encryption_keys where state = 'offered' and id <> $1`,
    [newKey],
  );
  await pool.query(
    `with offered as (insert into encryption_keys (id, state) values ($2, 'offered') on conflict (id) do nothing),
          begun as (insert into key_rotations (id, new_key, actor, phase, started_at) values ($1, $2, $3, 'offering', $4))
     ${AUDIT_FRAGMENT("$5::jsonb", "true")}`,
    [id, newKey, actor, at, entries(audit)],
  );
}

/** Notes who goes on with a rotation that was broken off. */
export async function noteResumption(pool: pg.Pool, audit: AuditEntry | null): Promise<void> {
  await pool.query(AUDIT_FRAGMENT("$1::jsonb", "true"), [entries(audit)]);
}

const entries = (audit: AuditEntry | null): string => JSON.stringify(audit ? [audit] : []);

/** Living processes that do not hold the key, or (`seals`) do not seal with it yet. */
export async function findStrangers(pool: pg.Pool, key: string, seals: boolean): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from executors where leased_until > now()
       and ${seals ? "seals_with is distinct from $1" : "not $1 = any(key_ids)"} order by id`,
    [key],
  );
  return rows.map(({ id }) => id);
}

/** From now on this key seals. There is a current key at every moment. */
export async function promoteKey(pool: pg.Pool, key: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query("update encryption_keys set state = 'retiring' where state = 'current' and id <> $1", [key]);
    await tx.query("update encryption_keys set state = 'current' where id = $1", [key]);
  });
}

/** Gives up a key that is lost for good, and all that it has sealed; gives how many secrets of each table those were. */
export async function giveUpKey(pool: pg.Pool, key: string): Promise<Record<string, number>> {
  return inTransaction(pool, async (tx) => {
    const lost: Record<string, number> = {};
    for (const { table, giveUp } of SEALED_COLUMNS) lost[table] = (await tx.query(giveUp, [key])).rowCount ?? 0;
    await tx.query("update key_rotations set phase = 'ended', ended_at = now() where ended_at is null");
    await tx.query("delete from encryption_keys where id = $1", [key]);
    return lost;
  });
}

async function inTransaction<Result>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

export async function noteProgress(pool: pg.Pool, id: string, progress: Partial<RotationProgress>): Promise<void> {
  const { phase = null, waitingFor = null, total = null, done = null, unreadable = null } = progress;
  await pool.query(
    `update key_rotations set phase = coalesce($2, phase), waiting_for = coalesce($3, waiting_for),
       total = coalesce($4, total), done = coalesce($5, done), unreadable = coalesce($6, unreadable) where id = $1`,
    [id, phase, waitingFor, total, done, unreadable && JSON.stringify(unreadable)],
  );
}

/** How many secrets other keys have sealed. */
export async function countOthers(pool: pg.Pool, newKey: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select coalesce(sum(secrets), 0)::int as count from (${COUNT_BY_KEY}) counts where key <> $1`,
    [newKey],
  );
  return rows[0]?.count ?? 0;
}

/** Takes away the keys that nothing is sealed with. PostgreSQL refuses where a row comes to need one at that moment. */
export async function forgetUnusedKeys(pool: pg.Pool): Promise<void> {
  await pool.query(`delete from encryption_keys k where state = 'retiring' and ${UNUSED}`).catch((error: unknown) => {
    if ((error as { code?: string }).code !== FOREIGN_KEY_VIOLATION) throw error;
  });
}

export async function endRotation(pool: pg.Pool, id: string, at: string): Promise<void> {
  await pool.query("update key_rotations set phase = 'ended', waiting_for = '{}', ended_at = $2 where id = $1", [
    id,
    at,
  ]);
}

/** The workspace that the installation began with; whoever owns it answers for the installation. */
export async function findFirstWorkspace(pool: pg.Pool): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>("select id from workspaces order by created_at, id limit 1");
  return rows[0]?.id ?? null;
}

/**
 * How far the rotation is. A rotation has the lock before its row and lets go after its end: read in this order one that
 * begins or ends meanwhile does not look broken off, nor are the keys of one that has ended those from before.
 */
export async function readRotationStatus(pool: pg.Pool): Promise<RotationStatus> {
  const locked = await isLocked(pool);
  const last = await pool.query(
    `select phase, new_key as "newKey", waiting_for as "waitingFor", total, done, unreadable,
       started_at as "startedAt", ended_at as "endedAt"
     from key_rotations order by started_at desc, id desc limit 1`,
  );
  const keys = await pool.query(
    `select id, state, coalesce(secrets, 0) as secrets, created_at as "createdAt" from encryption_keys
     left join (${COUNT_BY_KEY}) counts on counts.key = id order by created_at, id`,
  );
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  const [row] = last.rows;
  return {
    keys: keys.rows.map((key) => ({ ...key, createdAt: key.createdAt.toISOString() })),
    last: row ? { ...row, startedAt: iso(row.startedAt), endedAt: iso(row.endedAt) } : null,
    running: locked || (row !== undefined && row.endedAt === null && (await isLocked(pool))),
  };
}

async function isLocked(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select 1 from pg_locks where locktype = 'advisory' and granted
       and database = (select oid from pg_database where datname = current_database())
       and (classid::bigint << 32) | objid::bigint = $1`,
    [LOCK],
  );
  return (rowCount ?? 0) > 0;
}
