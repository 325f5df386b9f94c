import { readFile, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Command, CommandHost } from "#lib/server/commands/command.ts";
import type { Holder } from "#lib/server/data-folder.ts";
import { connectDatabase } from "#lib/server/database.ts";
import { olderFile } from "#lib/server/keys/keyring.ts";
import { countMissing, readMigrations } from "#lib/server/migrate.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { secretsFile } from "#lib/server/secrets.ts";
import { askHolder } from "#lib/server/socket-lock.ts";
import { messageOf } from "#lib/server/start-error.ts";
import { requireUnpooled } from "#lib/server/unpooled.ts";

type Finding = { good: boolean; text: string };
type Check = (host: CommandHost) => Promise<Finding>;

const good = (text: string): Finding => ({ good: true, text });
const bad = (text: string): Finding => ({ good: false, text });

const checks: Record<string, Check> = {
  node: async () => good(`${process.version} on ${process.platform}-${process.arch}`),

  version: async () => good(JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8")).version),

  "data folder": async ({ home }) => {
    const { mode } = await stat(home);
    const { bavail, bsize } = await statfs(home);
    const gigabytes = ((bavail * bsize) / 1e9).toFixed(1);
    if (mode & 0o007) return bad(`${home} is open to other users: chmod o= ${home}`);
    if (bavail * bsize < 1e9) return bad(`${home} has only ${gigabytes} GB of free space`);
    return good(`${home}, ${gigabytes} GB free`);
  },

  secrets: async ({ home, secrets, databaseUrl }) => {
    const { mode } = await stat(secretsFile(home));
    const count = Object.keys(secrets.keyring.keys).length;
    if (mode & 0o077) return bad(`${secretsFile(home)} is open to other users: chmod 600 ${secretsFile(home)}`);
    const client = await connectDatabase(databaseUrl);
    const known = await client
      .query<{ id: string }>("select id from encryption_keys where state = 'current'")
      .finally(() => client.end());
    const [current] = known.rows;
    if (current && !Object.hasOwn(secrets.keyring.keys, current.id)) return bad(olderFile(home, current.id).message);
    return good(count === 1 ? "one key" : `${count} keys: \`tl rotate-keys\` finishes the change of keys`);
  },

  database: async ({ databaseUrl }) => {
    await requireUnpooled(databaseUrl);
    const client = await connectDatabase(databaseUrl);
    try {
      const { rows } = await client.query(
        `select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
                pg_size_pretty(pg_database_size(current_database())) as size`,
      );
      const [{ version, encoding, size }] = rows;
      const missing = await countMissing(client, await readMigrations());
      if (encoding !== "UTF8") return bad(`encoding ${encoding}: texts need a database in UTF8`);
      if (missing > 0) return bad(`${missing} migrations are missing: start Throughline once`);
      return good(`PostgreSQL ${version.split(" ")[0]}, ${size}, migrations up to date`);
    } finally {
      await client.end();
    }
  },

  server: async ({ home }) => {
    const holder = (await askHolder(home)) as Holder | undefined;
    if (!holder?.origin) return good("not running");
    const response = await fetch(`${holder.origin}/api/ready`, { signal: AbortSignal.timeout(5_000) });
    const answer = `process ${holder.pid} at ${holder.origin}`;
    return response.ok ? good(`${answer} is ready`) : bad(`${answer} is not ready: ${(await response.text()).trim()}`);
  },
};

/** Looks at everything a start needs and says what is wrong. */
export const doctor: Command = {
  summary: "checks folder, secrets, database and server, and says what is wrong",
  usage: "",
  async run(_args, host) {
    let healthy = true;
    for (const [name, check] of Object.entries(checks)) {
      const finding = await check(host).catch((error: unknown) => bad(messageOf(error)));
      healthy &&= finding.good;
      host.print(`${finding.good ? "ok  " : "BAD "} ${name.padEnd(12)} ${finding.text}`);
    }
    return healthy ? 0 : 1;
  },
};
