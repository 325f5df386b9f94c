import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { describe, expect, type TestContext, test } from "vitest";
import { readRotationStatus } from "#lib/adapters/postgres/key-rotations.ts";
import { createPool } from "#lib/adapters/postgres/pool.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { readSecrets, secretsFile } from "#lib/server/secrets.ts";
import { createApiClient } from "#lib/testing/api-client.ts";
import { createCluster } from "#lib/testing/house.ts";
import { startServer } from "#lib/testing/server.ts";

const TIMEOUT = 300_000;
const MODELS = 250;
const keyOf = (model: string): string => `sk-canary-${model}-0123456789`;
const PIECES = Array.from({ length: 25 }, (_, n) => `word${n} `);

/** A provider that answers in pieces to who shows the key of the model they ask for, and to nobody else. */
async function createProvider({ onTestFinished }: TestContext) {
  const told = { answers: 0, refused: [] as string[] };
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const { model } = JSON.parse(body) as { model: string };
    if (request.headers.authorization !== `Bearer ${keyOf(model)}`) {
      told.refused.push(`${model}: ${request.headers.authorization}`);
      return answer.writeHead(401, { "content-type": "application/json" }).end('{"error":{"message":"No."}}');
    }
    told.answers++;
    answer.writeHead(200, { "content-type": "text/event-stream" });
    const say = (content: string, finish: string | null = null) =>
      `data: ${JSON.stringify({ id: "c", choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`;
    let next = 0;
    const timer = setInterval(() => {
      const piece = PIECES[next++];
      if (piece !== undefined) return void answer.write(say(piece));
      clearInterval(timer);
      answer.end(`${say("", "stop")}data: [DONE]\n\n`);
    }, 20);
    answer.on("close", () => clearInterval(timer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { told, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

/** A workspace with many models, each with a key of its own, on several processes. */
async function createHouse(context: TestContext, { processes = 2, models = MODELS } = {}) {
  const cluster = await createCluster(context);
  const provider = await createProvider(context);
  const start = () => cluster.start({ OUTBOUND_ALLOW: "127.0.0.1" });
  const servers = await Promise.all(Array.from({ length: processes }, start));
  const apiKey = await cluster.createUser();
  const clients = servers.map(({ origin }) => createApiClient(origin, apiKey, "guide"));
  const connect = (client: (typeof clients)[number], model: string) =>
    client.post<{ id: string }>("/api/llm-configs", {
      ...{ name: model, provider: "openai-compatible", model, baseUrl: provider.baseUrl },
      ...{ apiKey: keyOf(model), isDefault: model === "m0" },
    });
  const ids: string[] = [];
  for (let model = 0; model < models; model++)
    ids.push((await connect(clients[model % processes] as (typeof clients)[number], `m${model}`)).id);

  const pool = createPool({ connectionString: cluster.databaseUrl, max: 2 });
  context.onTestFinished(() => pool.end());
  const place = { THROUGHLINE_HOME: cluster.home, DATABASE_URL: cluster.databaseUrl };
  const rotate = (...options: string[]) => runCommand(place, ["rotate-keys", ...options]);
  return { ...cluster, apiKey, provider, servers, clients, connect, ids, pool, rotate, start };
}

function runCommand(place: Record<string, string>, args: string[]) {
  const child: ChildProcess = spawn(process.execPath, ["lib/server/cli.ts", ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...place },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text) => {
      printed += text;
    });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, text: printed }));
  return { child, ended, printed: () => printed };
}

/** Resolves when a rotation has the lock, or has ended. */
async function beginning(pool: pg.Pool, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over && !(await readRotationStatus(pool)).running);
}

async function stateOf({ pool, home }: { pool: pg.Pool; home: string }) {
  const known = await pool.query("select id, state from encryption_keys order by created_at, id");
  const sealed = await pool.query<{ key: string; count: number }>(
    "select split_part(key_cipher, '.', 2) as key, count(*)::int as count from llm_configs where key_cipher is not null group by 1",
  );
  const { keyring } = await readSecrets(home);
  return {
    known: known.rows,
    sealed: sealed.rows,
    file: { current: keyring.current, keys: Object.keys(keyring.keys) },
  };
}

/** Answers asked for one after another, each of another model, until it is told to stop. */
function keepAsking({ clients, ids }: Awaited<ReturnType<typeof createHouse>>, people: number) {
  let asking = true;
  const texts: string[] = [];
  const all = Array.from({ length: people }, async (_, person) => {
    const client = clients[person % clients.length] as (typeof clients)[number];
    const sessionId = await client.createSession();
    const reader = await client.follow(sessionId);
    for (let n = person; asking; n += people) {
      const sent = await client.post<{ turnId: string }>(`/api/sessions/${sessionId}/conversations/guide/messages`, {
        ...{ text: "Go on.", llmConfigId: ids[(n * 7) % ids.length] },
      });
      await reader.untilEnd(sent.turnId);
      texts.push(reader.text(sent.turnId));
    }
  });
  return {
    texts,
    async end() {
      asking = false;
      await Promise.all(all);
    },
  };
}

describe("rotate-keys", () => {
  test("beside processes that stream: no turn fails, and the old key is gone from the rows, the database and the file", {
    timeout: TIMEOUT,
  }, async (context) => {
    const house = await createHouse(context);
    const before = await stateOf(house);
    const people = keepAsking(house, 12);
    let connected = MODELS;
    let connecting = true;
    const admin = (async () => {
      while (connecting) {
        const client = house.clients[connected % 2] as (typeof house.clients)[number];
        await house.connect(client, `m${connected}`);
        connected++;
      }
    })();
    const { code, text } = await house.rotate().ended;
    connecting = false;
    await admin;
    const answered = people.texts.length;
    await expect.poll(() => people.texts.length).toBeGreaterThan(answered + 24);
    await people.end();

    expect([code, text]).toEqual([0, expect.stringMatching(/\d+ secrets are sealed anew with the key k\w+\./)]);
    expect(house.provider.told.refused).toEqual([]);
    expect(new Set(people.texts)).toEqual(new Set([PIECES.join("")]));
    const after = await stateOf(house);
    const fresh = after.file.current;
    expect(fresh).not.toBe(before.file.current);
    expect(after).toEqual({
      known: [{ id: fresh, state: "current" }],
      sealed: [{ key: fresh, count: connected }],
      file: { current: fresh, keys: [fresh] },
    });
    expect((await stat(secretsFile(house.home))).mode & 0o777).toBe(0o600);
    for (const server of house.servers) expect(server.stderr()).toBe("");
    const { rows } = await house.pool.query(
      "select actor, door, before, after from audit_log where verb = 'secrets.rotated'",
    );
    expect(rows).toMatchObject([
      { actor: "system:cli", door: "cli rotate-keys", before: { key: before.file.current }, after: { key: fresh } },
    ]);
  });

  test("killed again and again at any moment, goes on, and every answer comes with the right key", {
    timeout: TIMEOUT,
  }, async (context) => {
    const house = await createHouse(context);
    const before = await stateOf(house);
    const people = keepAsking(house, 6);
    let brokenOff = 0;
    for (let kill = 0; kill < 12; kill++) {
      const run = house.rotate();
      // From its first step on, a little later each time.
      await beginning(house.pool, run.ended);
      await delay(kill * 10);
      run.child.kill("SIGKILL");
      await run.ended;
      const open = await house.pool.query("select 1 from key_rotations where ended_at is null");
      brokenOff += open.rowCount ?? 0;
    }
    expect(brokenOff).toBeGreaterThan(2);
    const { code } = await house.rotate().ended;
    await people.end();
    expect(code).toBe(0);
    expect(house.provider.told.refused).toEqual([]);
    expect(new Set(people.texts)).toEqual(new Set([PIECES.join("")]));
    const { known, sealed, file } = await stateOf(house);
    expect({ known, sealed }).toEqual({
      known: [{ id: file.current, state: "current" }],
      sealed: [{ key: file.current, count: MODELS }],
    });
    expect([file.keys, file.current === before.file.current]).toEqual([[file.current], false]);
  });

  test("waits for a machine with a secrets file of its own until it has the new key, and no process seals with it before", {
    timeout: TIMEOUT,
  }, async (context) => {
    const house = await createHouse(context, { processes: 1, models: 3 });
    const elsewhere = await mkdtemp(join(tmpdir(), "throughline-elsewhere-"));
    await copyFile(secretsFile(house.home), secretsFile(elsewhere));
    const server = await startServer({
      home: elsewhere,
      env: { DATABASE_URL: house.databaseUrl, OUTBOUND_ALLOW: "127.0.0.1" },
    });
    context.onTestFinished(async () => {
      await server.stop();
      await rm(elsewhere, { recursive: true, force: true });
    });
    const before = await stateOf(house);
    const run = house.rotate();
    await expect.poll(run.printed).toMatch(/waiting for \S+ \(its machine needs this secrets\.json\)/);
    await house.connect(house.clients[0] as (typeof house.clients)[number], "m3");
    const meanwhile = await stateOf(house);
    expect(meanwhile.known.map(({ state }) => state)).toEqual(["retiring", "retiring", "current", "offered"]);
    expect(meanwhile.sealed).toEqual([{ key: before.file.current, count: 4 }]);

    await copyFile(secretsFile(house.home), secretsFile(elsewhere));
    expect((await run.ended).code).toBe(0);
    const { sealed, file } = await stateOf(house);
    expect(sealed).toEqual([{ key: file.current, count: 4 }]);
    const client = createApiClient(server.origin, house.apiKey, "guide");
    expect(await client.post(`/api/llm-configs/${house.ids[0]}/test`, {})).toMatchObject({ ok: true });
    expect(house.provider.told.refused).toEqual([]);
  });

  test("takes a key that an operator has put into the file", { timeout: TIMEOUT }, async (context) => {
    const house = await createHouse(context, { processes: 1, models: 3 });
    const secrets = await readSecrets(house.home);
    const keys = { ...secrets.keyring.keys, mine: randomBytes(32).toString("base64") };
    await writeFile(secretsFile(house.home), JSON.stringify({ ...secrets, keyring: { current: "mine", keys } }));
    expect((await house.rotate().ended).code).toBe(0);
    expect(await stateOf(house)).toEqual({
      known: [{ id: "mine", state: "current" }],
      sealed: [{ key: "mine", count: 3 }],
      file: { current: "mine", keys: ["mine"] },
    });
  });

  test("says what it would do, and does one thing at a time", { timeout: TIMEOUT }, async (context) => {
    const house = await createHouse(context, { processes: 1, models: 3 });
    const before = await stateOf(house);
    const plan = await house.rotate("--dry-run").ended;
    expect(plan.text).toContain(`current   ${before.file.current}  3 secrets`);
    expect(plan.text).toContain("The command makes a new key and seals 3 secrets with it.");
    expect(await stateOf(house)).toEqual(before);
    const [first, second] = await Promise.all([house.rotate("--json").ended, house.rotate("--json").ended]);
    const codes = [first.code, second.code];
    expect(codes).toContain(0);
    for (const { code, text } of [first, second]) {
      if (code === 0)
        expect(JSON.parse(text.trim().split("\n").at(-1) ?? "")).toMatchObject({
          last: { phase: "ended", unreadable: [] },
        });
      else expect(text).toContain("The encryption key is being changed already.");
    }
  });

  test("keeps the key of what it cannot open, and names the row", { timeout: TIMEOUT }, async (context) => {
    const house = await createHouse(context, { processes: 1, models: 3 });
    const { file } = await stateOf(house);
    await house.pool.query("update llm_configs set id = gen_random_uuid() where name = 'm1'");
    const { rows } = await house.pool.query("select id from llm_configs where name = 'm1'");
    const { code, text } = await house.rotate().ended;
    expect(code).toBe(1);
    expect(text).toContain(`1 could not be opened, so the keys ${file.current} are kept for them.`);
    expect(text).toContain(`llm_configs ${rows[0].id}`);
    expect((await stateOf(house)).file.keys).toContain(file.current);
  });

  test("with an older copy of the secrets file neither a server starts nor a rotation, and both say what to do", {
    timeout: TIMEOUT,
  }, async (context) => {
    const house = await createHouse(context, { processes: 1, models: 2 });
    const file = secretsFile(house.home);
    await copyFile(file, `${file}.backup`);
    expect((await house.rotate().ended).code).toBe(0);
    const newest = await readFile(file, "utf8");
    await Promise.all(house.servers.map((server) => server.kill("SIGTERM")));
    await copyFile(`${file}.backup`, file);
    const said = /The file is an older copy, or another installation's: restore the newest one/;
    await expect(house.start()).rejects.toThrow(said);
    expect(await house.rotate().ended).toEqual({ code: 1, text: expect.stringMatching(said) });
    expect(await readFile(file, "utf8")).not.toBe(newest);

    // When no newer one exists any more, what is lost is given up, and the rest goes on.
    const lost = /rotate-keys --lost (k\w+)/.exec((await house.rotate().ended).text)?.[1] ?? "";
    const [mine] = Object.keys((await readSecrets(house.home)).keyring.keys);
    expect(await house.rotate("--lost", mine ?? "").ended).toMatchObject({ code: 1 });
    expect(await house.rotate("--lost", lost).ended).toEqual({
      code: 0,
      text: expect.stringContaining(`Given up with the key ${lost}: 2 keys of models (enter them again)`),
    });
    const server = await house.start();
    const client = createApiClient(server.origin, house.apiKey, "guide");
    expect(await client.post(`/api/llm-configs/${house.ids[0]}/test`, {})).toMatchObject({ ok: false });
    expect((await house.rotate().ended).code).toBe(0);
  });
});
