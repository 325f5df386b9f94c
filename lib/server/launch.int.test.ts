import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectDatabase } from "#lib/server/database.ts";
import { stopEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { isPostgresAlive, readPostmaster } from "#lib/server/postmaster.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { createEmptyDatabase, createTestDatabase } from "#lib/testing/database.ts";
import { launchServer, startServer, type TestServer } from "#lib/testing/server.ts";
import { startTransactionPooler } from "#lib/testing/transaction-pooler.ts";

let home: string;
const servers: TestServer[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "throughline-launch-"));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await stopEmbeddedPostgres(home);
  await rm(home, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startServer({ home, env });
  servers.push(server);
  return server;
}

/** The one sentence that a start which cannot be is allowed to say. */
async function refusal(env: Record<string, string>, folder = home): Promise<string> {
  const launch = await launchServer({ home: folder, env });
  const { code } = await launch.exited;
  const complaint = launch.stderr();
  expect({ code, complaint, stdout: launch.stdout() }).toMatchObject({
    code: 1,
    complaint: expect.stringMatching(/^[^\n]+\n$/),
    stdout: expect.not.stringContaining("ready"),
  });
  expect(complaint).not.toMatch(/\bat .*:\d+:\d+/);
  return complaint.trim();
}

async function occupy(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const portOf = (server: Server) => (server.address() as { port: number }).port;
const databasePid = async () => (await readPostmaster(join(home, "postgres")))?.pid ?? 0;

describe("a first start", () => {
  test("makes a closed data folder with secrets, a database, and answers", async () => {
    const folder = join(home, "new");
    const server = await startServer({ home: folder });
    servers.push(server);
    const [folderMode, secretsMode] = await Promise.all([stat(folder), stat(join(folder, "secrets.json"))]);
    expect(folderMode.mode & 0o007).toBe(0);
    expect(secretsMode.mode & 0o777).toBe(0o600);

    const health = await fetch(`${server.origin}/api/health`);
    expect(await health.json()).toMatchObject({ status: "ok" });
    const ready = await fetch(`${server.origin}/api/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: "ready", checks: { database: true, engine: true, migrations: true } },
    ]);
    await server.kill("SIGTERM");
    await rm(folder, { recursive: true });
  });

  test("says what it does, a line per phase, and nothing of its secrets", async () => {
    const server = await start();
    const secrets = JSON.parse(await readFile(join(home, "secrets.json"), "utf8"));
    for (const phase of ["data folder", "database", "migrations", "client", "pages", "engine", "web"]) {
      expect(server.stdout()).toMatch(new RegExp(`^ {2}${phase} `, "m"));
    }
    expect(server.stdout() + server.stderr()).not.toContain(secrets.databasePassword);
  });
});

describe("the end", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s ends everything in order: no process, no lock stays",
    async (signal) => {
      const server = await start();
      const pid = await databasePid();
      expect(await server.kill(signal)).toEqual({ code: 0, signal: null });
      expect(isPostgresAlive(pid)).toBe(false);
      expect(server.stderr()).toBe("");
    },
  );

  test("a signal during the start ends what was begun", async () => {
    const launch = await launchServer({ home });
    launch.child.stdout?.once("data", () => launch.child.kill("SIGTERM"));
    expect(await launch.exited).toEqual({ code: 0, signal: null });
    expect(isPostgresAlive(await databasePid())).toBe(false);
    expect(launch.stderr()).toBe("");
  });

  test("a runner that is killed takes the server with it", async () => {
    const runner = spawn(process.execPath, ["scripts/node.mjs", "lib/server/launch.ts"], {
      cwd: projectRoot,
      env: { ...process.env, PORT: "0", THROUGHLINE_HOME: home, DATABASE_URL: undefined },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    for await (const text of runner.stdout.setEncoding("utf8")) {
      printed += text;
      if (printed.includes("Throughline is ready")) runner.kill("SIGKILL"); // the pipe closes when the server is gone too
    }
    expect(isPostgresAlive(await databasePid())).toBe(false);
  });
});

describe("after a kill -9", () => {
  test("the next start adopts the database that went on, with everything in it", async () => {
    const first = await start();
    const pid = await databasePid();
    await first.kill("SIGKILL");
    expect(isPostgresAlive(pid)).toBe(true);
    const second = await start();
    expect(second.stdout()).toContain("embedded PostgreSQL, adopted");
    expect(second.stdout()).toContain("up to date");
    expect(await databasePid()).toBe(pid);
  });

  test("a postmaster.pid whose number another program has now is no obstacle", async () => {
    await (await start()).kill("SIGTERM");
    const lines = [process.pid, join(home, "postgres"), 0, 5432, "", "127.0.0.1", "", "ready   "];
    await writeFile(join(home, "postgres", "postmaster.pid"), lines.join("\n"));
    expect((await start()).stdout()).toContain("embedded PostgreSQL, started");
  });
});

test("an embedded database that is killed comes back, and the server with it", async () => {
  const server = await start();
  const killed = await databasePid();
  process.kill(killed, "SIGKILL");
  const patience = { timeout: 60_000, interval: 50 };
  await expect.poll(async () => ![0, killed].includes(await databasePid()), patience).toBe(true);
  await expect.poll(async () => (await fetch(`${server.origin}/api/ready`)).status, patience).toBe(200);
});

describe("what keeps Throughline from starting is said in one sentence", () => {
  test("a second launch on the same folder", async () => {
    const server = await start();
    expect(await refusal({})).toBe(
      `Throughline is already running on ${home} (process ${server.pid}, ${server.origin}): stop it first, or name another folder in THROUGHLINE_HOME.`,
    );
    expect((await fetch(`${server.origin}/api/health`)).status).toBe(200);
  });

  test("a port that was asked for and is taken", async () => {
    const other = await occupy(0);
    expect(await refusal({ PORT: String(portOf(other)) })).toBe(
      `Port ${portOf(other)} is taken: free it, or name another one in PORT.`,
    );
    other.close();
  });

  test("a database that nobody answers for, without its password", async () => {
    const sentence = await refusal({ DATABASE_URL: "postgresql://me:hunter2@127.0.0.1:1/work" });
    expect(sentence).toBe(
      "The database at 127.0.0.1:1/work cannot be reached (connect ECONNREFUSED 127.0.0.1:1): check DATABASE_URL.",
    );
  });

  test("a pooler in front of the database, by its address and by what it does", async () => {
    const address = "postgresql://me:hunter2@ep-cool-rain-pooler.eu-central-1.aws.neon.tech/work";
    expect(await refusal({ DATABASE_URL: address })).toMatch(
      /^DATABASE_URL names Neon's pooler\. .*take “-pooler” out/,
    );
    const database = await createTestDatabase();
    const pooler = await startTransactionPooler(database.url);
    expect(await refusal({ DATABASE_URL: pooler.url })).toMatch(
      /^DATABASE_URL leads to a pooler .*: name the database itself there, or a pooler in session mode\.$/,
    );
    await pooler.close();
    await database.drop();
  });

  test("a data folder that cannot be written", async () => {
    const root = process.getuid?.() === 0; // nothing but the kernel's own file systems refuses root
    const folder = root ? "/sys/throughline" : join(home, "closed", "inner");
    if (!root) await writeFile(join(home, "closed"), "").then(() => chmod(join(home, "closed"), 0o400));
    expect(await refusal({}, folder)).toMatch(`The data folder ${folder} cannot be written (`);
  });

  test("damaged secrets", async () => {
    await writeFile(join(home, "secrets.json"), "{}");
    expect(await refusal({})).toBe(
      `The secrets in ${join(home, "secrets.json")} are damaged: restore the file from a backup.`,
    );
  });

  test("a value that does not fit", async () => {
    expect(await refusal({ PORT: "http" })).toBe('PORT must be a port from 0 to 65535, not "http".');
    expect(await refusal({ THROUGHLINE_ROLE: "boss" })).toBe(
      'THROUGHLINE_ROLE must be all, web or worker, not "boss".',
    );
  });

  test("a migration that was changed after it was applied", async () => {
    const database = await createTestDatabase();
    const client = await connectDatabase(database.url);
    await client.query("update _prisma_migrations set checksum = 'another'");
    await client.end();
    expect(await refusal({ DATABASE_URL: database.url })).toMatch(
      /^Migration \w+ was changed after it had been applied/,
    );
    await database.drop();
  });

  test("a migration that fails", async () => {
    const database = await createEmptyDatabase();
    const client = await connectDatabase(database.url);
    await client.query("create table sessions (mine text)");
    await client.end();
    expect(await refusal({ DATABASE_URL: database.url })).toMatch(/^Migration \w+ failed \(.*already exists\)/);
    await database.drop();
  });
});

test("without PORT the next free one from 3000 serves", async () => {
  const other = await occupy(3000).catch(() => undefined); // taken by someone else, who may leave at any moment
  const server = await start({ PORT: "" });
  expect(Number(new URL(server.origin).port)).toBeGreaterThan(other ? 3000 : 2999);
  other?.close();
});

test("two processes share one PostgreSQL and one folder of secrets", async () => {
  const database = await createTestDatabase();
  const [one, two] = await Promise.all([
    start({ DATABASE_URL: database.url }),
    start({ DATABASE_URL: database.url, THROUGHLINE_ROLE: "web" }),
  ]);
  const answers = await Promise.all([one, two].map(async ({ origin }) => (await fetch(`${origin}/api/ready`)).status));
  expect(answers).toEqual([200, 200]);
  const ends = await Promise.all([one.kill("SIGTERM"), two.kill("SIGTERM")]);
  expect([ends, one.stderr(), two.stderr()]).toEqual([ends.map(() => ({ code: 0, signal: null })), "", ""]);
  await database.drop();
});

test("a worker has no pages, only its health to show", async () => {
  const server = await start({ THROUGHLINE_ROLE: "worker" });
  const paths = ["/api/health", "/api/ready", "/", "/api/sessions"];
  const statuses = await Promise.all(paths.map(async (path) => (await fetch(server.origin + path)).status));
  expect(statuses).toEqual([200, 200, 404, 404]);
  expect(await (await fetch(`${server.origin}/api/sessions`)).json()).toMatchObject({
    code: "not_found",
    detail: expect.stringContaining("This process is a worker"),
  });
  expect(server.stdout()).not.toMatch(/^ {2}pages/m);
});
