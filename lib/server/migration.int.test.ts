import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rebuildProjections } from "#lib/adapters/postgres/rebuild-projections.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { readPostmaster } from "#lib/server/postmaster.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { createUser } from "#lib/testing/api-client.ts";
import { createMigrationWorld, type MigrationWorld, oldSession } from "#lib/testing/migration-world.ts";
import { startServer } from "#lib/testing/server.ts";

let world: MigrationWorld;
let home: string;
beforeEach(async () => {
  world = await createMigrationWorld();
  home = await mkdtemp(join(tmpdir(), "throughline-migration-home-"));
});
afterEach(async () => {
  await world.close();
  await rm(home, { recursive: true, force: true });
});

/** The command in a process of its own, as an operator starts it. */
function start(...args: string[]) {
  const child = spawn(process.execPath, ["scripts/node.mjs", "lib/server/cli.ts", ...args], {
    cwd: projectRoot,
    detached: true, // a group of its own, so that the runner and the command can be killed together
    env: { ...process.env, DATABASE_URL: world.url, THROUGHLINE_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (more) => (text += more));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, text }));
  return { ended, kill: () => process.kill(-(child.pid as number), "SIGKILL") };
}

const sessions = async () => Number((await world.pool.query("select count(*) from sessions")).rows[0].count);

test("killed again and again, a run goes on where it was, and ends as one that nobody disturbed", async () => {
  await world.member("Ada");
  const kinds = ["guide_agent", "luca", "content_liaison"];
  const states = ["completed", "active", "stopped", "expired"];
  const lines = Array.from({ length: 3_000 }, (_, n) =>
    oldSession(`s${n}`, { sessionType: kinds[n % 3], status: states[n % 4], summary: n % 2 ? "It went well." : null }),
  );
  const file = await world.file(...lines);
  let killed = 0;
  for (let goal = 200; goal <= 1_400; goal += 400) {
    const run = start("migrate-sessions", file);
    let there = await sessions();
    while (there < goal) there = await sessions();
    run.kill();
    await run.ended;
    if ((await sessions()) < lines.length) killed++;
  }
  expect(killed).toBeGreaterThan(1);
  const left = lines.length - (await sessions());
  const { code, text } = await start("migrate-sessions", file).ended;
  expect(code).toBe(0);
  expect(text).toMatch(new RegExp(` imported +${left.toLocaleString("en-US")}\\n`));

  expect(await world.validate(file)).toMatchObject({ code: 0, text: expect.stringContaining("No difference.") });
  expect(await rebuildProjections(world.pool, { check: true })).toMatchObject({ differences: 0 });
  const { rows } = await world.pool.query(
    "select slug, total_sessions, total_interactions, successful_completions from agents order by slug",
  );
  expect(rows).toEqual(
    ["content-liaison", "guide", "luca"].map((slug) => ({
      ...{ slug, total_sessions: 1_000, total_interactions: 1_000, successful_completions: 500 },
    })),
  );
});

test("beside a running server: an imported session opens, and a new message goes on with it", async () => {
  await world.pool.query("delete from workspaces");
  const apiKey = await createUser({ THROUGHLINE_HOME: home, DATABASE_URL: world.url });
  const server = await startServer({ home, env: { DATABASE_URL: world.url } });
  try {
    const file = await world.file(oldSession("a", { title: "From before" }));
    const run = await start("migrate-sessions", file, "--workspace", "Test").ended;
    expect(run).toMatchObject({ code: 0, text: expect.stringMatching(/ imported +1\n/) });

    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
    const get = async <Body>(path: string): Promise<Body> =>
      (await fetch(`${server.origin}${path}`, { headers })).json() as Promise<Body>;
    const { items } = await get<{ items: { id: string; title: string; status: string }[] }>("/api/sessions");
    expect(items).toMatchObject([{ title: "From before", status: "completed" }]);
    const path = `/api/sessions/${items[0]?.id}`;
    const talk = `${path}/conversations/guide`;
    type Talk = { items: { role: string; text: string; status: string; createdAt: string; model: unknown }[] };
    expect((await get<Talk>(talk)).items.map(({ role, text }) => [role, text])).toEqual([
      ["user", "Hello from a"],
      ["assistant", "Hello!"],
    ]);

    const sent = await fetch(`${server.origin}${talk}/messages`, {
      method: "POST",
      headers,
      body: JSON.stringify({ text: "What can you do for me?" }),
    });
    expect(sent.status).toBe(202);
    const feed = await fetch(`${server.origin}${path}/events?after=0`, { headers });
    const decoder = new TextDecoder();
    let told = "";
    for await (const chunk of feed.body as unknown as AsyncIterable<Uint8Array>) {
      told += decoder.decode(chunk, { stream: true });
      if (/^event: turn\.completed$/m.test(told) && told.endsWith("\n\n")) break;
    }
    const seen = [...told.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(seen).toEqual(seen.map((_, index) => index + 1));

    const after = await get<Talk>(talk);
    expect(after.items).toHaveLength(4);
    expect(after.items[3]).toMatchObject({ role: "assistant", status: "complete", model: { provider: "demo" } });
    expect(await get<SessionView>(path)).toMatchObject({ status: "active", completedAt: null });
    expect(await world.validate(file, "--workspace", "Test")).toMatchObject({
      code: 0,
      text: expect.stringContaining("1 sessions have gone on"),
    });
  } finally {
    await server.stop();
  }
});

test("interrupted, it ends with its database, and the same command goes on", async () => {
  const env = { ...process.env, DATABASE_URL: "", THROUGHLINE_HOME: home };
  await createUser({ THROUGHLINE_HOME: home });
  const file = await world.file(
    ...Array.from({ length: 4_000 }, (_, n) => oldSession(`s${n}`, { user: "ada@example.org" })),
  );
  const run = (onText: (text: string, child: ChildProcess) => void) => {
    const command = ["scripts/node.mjs", "lib/server/cli.ts", "migrate-sessions", file];
    const child = spawn(process.execPath, command, { cwd: projectRoot, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (more) => {
        text += more;
        onText(text, child);
      });
    return once(child, "close").then(([code]) => ({ code: code as number, text }));
  };
  const interrupted = await run((text, child) => text.includes("Workspace Test") && child.kill("SIGINT"));
  expect(interrupted.code).toBe(130);
  expect(interrupted.text).not.toMatch(/error/i);
  expect(await readPostmaster(join(home, "postgres"))).toBeUndefined();
  const { code, text } = await run(() => {});
  expect([code, text]).toEqual([0, expect.stringMatching(/4,000 records in/)]);
});

test("what comes through a pipe is read like a file", async () => {
  await world.member("Ada");
  const folder = join(home, "piped.jsonl");
  await writeFile(folder, `${JSON.stringify(oldSession("a"))}\n`);
  const shell = spawn("sh", ["-c", `cat "${folder}" | node scripts/node.mjs lib/server/cli.ts migrate-sessions -`], {
    cwd: projectRoot,
    env: { ...process.env, DATABASE_URL: world.url, THROUGHLINE_HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks = await shell.stdout.toArray();
  expect(chunks.join("")).toMatch(/ imported +1\n/);
});
