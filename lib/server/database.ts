import pg from "pg";
import { codeOf, messageOf, StartError } from "#lib/server/start-error.ts";

/**
 * One connection outside any pool, for work at start and in commands.
 *
 * @throws StartError in words for a person when the database cannot be reached or refuses us; never with the password.
 */
export async function connectDatabase(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: "throughline-start",
  });
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { host, pathname } = new URL(url);
    const where = `${host}${pathname}`;
    if (codeOf(error) === "3D000") throw new StartError(`The database ${where} does not exist: create it first.`);
    throw new StartError(`The database at ${where} cannot be reached (${messageOf(error)}): check DATABASE_URL.`);
  }
}

/** Makes the embedded server's database at its first start. */
export async function ensureDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const client = await connectDatabase(maintenance.href);
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
