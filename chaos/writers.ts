import pg from "pg";

/** Turns and the epochs of their writers. */
export type Writers = ReadonlyMap<string, number>;

/** $1 process id, as it stands in an executor's name. */
const WRITTEN_BY =
  "select id, epoch from turns where status = 'running' and executor_id like '%-' || $1 || '-________'";
const LATEST = "select id, epoch from turns where id = any($1::uuid[])";

/** What a process writes at this moment, by the database's word: tabs may be behind, and those of one that sleeps are. */
export const writtenBy = (databaseUrl: string, pid: number): Promise<Writers> =>
  read(databaseUrl, WRITTEN_BY, String(pid));

/** Who writes these turns, or wrote them last. */
export const latestWriters = (databaseUrl: string, turnIds: Iterable<string>): Promise<Writers> =>
  read(databaseUrl, LATEST, [...turnIds]);

async function read(connectionString: string, text: string, value: unknown): Promise<Writers> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; epoch: number }>(text, [value]);
    return new Map(rows.map(({ id, epoch }) => [id, epoch]));
  } finally {
    await client.end();
  }
}
