import type pg from "pg";
import { DROP_SETTLED_TEXT } from "./turn-statements.ts";

/** Rows that are of no use to anyone any more; without this they would pile up for ever. */
const STATEMENTS = [
  DROP_SETTLED_TEXT,
  "delete from idempotency_keys where created_at < now() - interval '24 hours'",
  "delete from sign_in_attempts where at < now() - interval '24 hours'",
  "delete from auth_sessions where expires_at < now() - interval '24 hours'",
];

/** Deletes what has had its time: text of ended turns, old idempotency keys, failed sign-ins, ended sign-ins. */
export async function keepHouse(pool: Pick<pg.Pool, "query">): Promise<void> {
  for (const statement of STATEMENTS) await pool.query(statement);
}
