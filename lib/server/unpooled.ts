import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { connectDatabase } from "#lib/server/database.ts";
import { StartError } from "#lib/server/start-error.ts";

/** A notice of PostgreSQL itself comes within milliseconds. */
const PATIENCE_MS = 3_000;

const REASON =
  "Throughline needs connections of its own, because LISTEN, locks and prepared statements end with a pooled transaction";

/**
 * What an address says of a pooler in front of its database that lends connections for one transaction only: PgBouncer
 * by its parameter, Neon and Supabase by their hosts. Null when it says nothing.
 */
export function pooledBy(address: string): string | null {
  const url = new URL(address);
  if (url.searchParams.get("pgbouncer") === "true")
    return `DATABASE_URL says pgbouncer=true. ${REASON}: name the database itself there, without that parameter.`;
  if (/-pooler\.[\w.-]*neon\.tech$/.test(url.hostname))
    return `DATABASE_URL names Neon's pooler. ${REASON}: take “-pooler” out of its host.`;
  if (url.hostname.endsWith(".pooler.supabase.com") && url.port === "6543")
    return `DATABASE_URL names Supabase's transaction pooler. ${REASON}: use its session pooler (port 5432) or the direct address.`;
  return null;
}

/**
 * Proves that connections to this address are their holder's own, whatever the address looks like.
 *
 * @throws StartError that says what to change.
 */
export async function requireUnpooled(address: string): Promise<void> {
  const named = pooledBy(address);
  if (named) throw new StartError(named);
  const [one, other] = await Promise.all([connectDatabase(address), connectDatabase(address)]);
  try {
    const shared = await sharesBackend(one, other);
    if (shared || !(await hears(one, other)))
      throw new StartError(
        `DATABASE_URL leads to a pooler that lends connections for single transactions. ${REASON}: name the database itself there, or a pooler in session mode.`,
      );
  } finally {
    await Promise.all([one.end(), other.end()]);
  }
}

/** Two connections that are open at once have two backends; a pooler gives the one that is free to both. */
async function sharesBackend(one: Client, other: Client): Promise<boolean> {
  const pid = async (client: Client): Promise<number> =>
    (await client.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]?.pid ?? 0;
  return (await pid(one)) === (await pid(other));
}

async function hears(one: Client, other: Client): Promise<boolean> {
  const channel = `throughline_start_${randomBytes(8).toString("hex")}`;
  const heard = new Promise<true>((resolve) => one.once("notification", () => resolve(true)));
  await one.query(`listen ${channel}`);
  await other.query(`notify ${channel}`);
  return Promise.race([heard, delay(PATIENCE_MS, false, { ref: false })]);
}
