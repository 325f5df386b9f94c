import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { connectDatabase } from "#lib/server/database.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { matchPath } from "#lib/server/doors/path.ts";
import { doors } from "#lib/server/doors.ts";
import { findEmbeddedUrl } from "#lib/server/embedded-postgres.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { secretsFile } from "#lib/server/secrets.ts";
import { exchanges } from "#lib/testing/exchanges.ts";
import { createOidcBrowser } from "#lib/testing/oidc-browser.ts";
import { createOperationsHouse, type OperationsHouse } from "#lib/testing/operations-house.ts";

const canary = (what: string): string => `canary-${what}-${randomBytes(12).toString("hex")}`;

/** What nobody may ever find in the clear, by name. What is made by the server is added while it is answered. */
const secrets: Record<string, string> = {
  "auth secret": canary("auth"),
  "encryption key": randomBytes(32).toString("base64"),
  "database password": canary("database"),
  "OIDC client secret": canary("oidc"),
  "metrics token": canary("metrics"),
  password: canary("password"),
  "LLM key": `sk-${canary("llm")}`,
  "own LLM key": `sk-${canary("own")}`,
};
const llmKey = secrets["LLM key"] as string;
/** Something that is no secret, so that the search is seen to find things. */
const VISIBLE = canary("visible");

/** Everything that was ever answered or sent, but for the answers that show a new secret once. */
const heard: { where: string; text: string }[] = [];
const hear = (where: string, text: string): void => void heard.push({ where, text });

let home: string;
let house: OperationsHouse;
let databaseUrl: string;
let cookie: string;
let sessionId: string;
const realFetch = globalThis.fetch;

/** A provider that gives away what it was told, in every way it can think of. */
const provider = createServer((request, answer) => {
  const key = String(request.headers.authorization ?? "").replace("Bearer ", "");
  const how = new URL(request.url ?? "/", "http://x").pathname.split("/")[1] ?? "";
  request.resume().on("end", () => (WAYS[how] ?? (() => answer.writeHead(404).end()))(answer, key));
});
const json = { "content-type": "application/json" };
const WAYS: Record<string, (answer: ServerResponse, key: string) => void> = {
  body: (answer, key) => answer.writeHead(401, json).end(JSON.stringify({ error: { message: `Wrong key: ${key}` } })),
  headers: (answer, key) =>
    answer.writeHead(401, { ...json, "www-authenticate": `Bearer realm="${key}"`, "x-key": key }).end("{}"),
  status: (answer, key) => answer.writeHead(403, `No ${key}`, json).end(`<html>${key}</html>`),
  redirect: (answer, key) => answer.writeHead(307, { location: `https://elsewhere.invalid/?key=${key}` }).end(),
  fault: (answer, key) =>
    answer.writeHead(500, json).end(JSON.stringify({ error: { message: "Error", stack: `at auth(${key})` } })),
  stream: (answer, key) =>
    answer
      .writeHead(200, { "content-type": "text/event-stream" })
      .end(`data: {"error":{"message":"bad key ${key}"}}\n\n`),
  words: (answer, key) => {
    answer.writeHead(200, { "content-type": "text/event-stream" });
    const choices = [{ delta: { content: `Your key is ${key}.` }, finish_reason: "stop" }];
    answer.end(`data: ${JSON.stringify({ id: "c", choices })}\n\ndata: [DONE]\n\n`);
  },
  garbage: (answer, key) => answer.writeHead(200, { "content-type": "text/event-stream" }).end(`data: {"${key}\n\n`),
  cut: (answer, key) =>
    answer.writeHead(200, { "content-type": "text/event-stream" }).write(`data: ${key}`, () => answer.destroy()),
};

/** Fields of an answer that hold a new secret. */
const SECRET_FIELD = /^(key|token|secret|recoveryCodes|link|sessionToken)$/;
function noteSecrets(where: string, value: unknown, field = ""): void {
  if (typeof value === "string" && SECRET_FIELD.test(field) && value.length >= 10)
    secrets[`${where} ${field} ${value.slice(-4)}`] = value;
  else if (Array.isArray(value)) for (const one of value) noteSecrets(where, one, field);
  else if (typeof value === "object" && value !== null)
    for (const [name, one] of Object.entries(value)) noteSecrets(where, one, name);
}

/** The real fetch, whose answers are all kept. */
async function listening(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await realFetch(input, init);
  const { pathname } = new URL(response.url);
  const method = init?.method ?? "GET";
  const where = `${method} ${pathname}`;
  const door = doors.find((one) => one.method === method && matchPath(one.path, pathname));
  const { "set-cookie": _, ...headers } = Object.fromEntries(response.headers);
  hear(`headers of ${where}`, JSON.stringify(headers));
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) return response;
  const text = await response.clone().text();
  if (door?.secretAnswer && response.ok) noteSecrets(where, JSON.parse(text));
  else hear(where, text);
  return response;
}

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(house.server.origin + path, {
    method,
    headers: { authorization: `Bearer ${house.apiKey}`, "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });

beforeAll(async () => {
  provider.listen(0, "127.0.0.1");
  await once(provider, "listening");
  home = await mkdtemp(join(tmpdir(), "throughline-canaries-"));
  const file = {
    authSecret: secrets["auth secret"],
    keyring: { current: "k0", keys: { k0: secrets["encryption key"] } },
    databasePassword: secrets["database password"],
  };
  await writeFile(secretsFile(home), JSON.stringify(file), { mode: 0o600 });
  globalThis.fetch = listening as typeof fetch;
  house = await createOperationsHouse(
    {
      ...{ LOG_LEVEL: "debug", OUTBOUND_ALLOW: "127.0.0.1" },
      METRICS_TOKEN: secrets["metrics token"] as string,
      OIDC_CLIENT_SECRET: secrets["OIDC client secret"] as string,
    },
    home,
  );
  secrets["API key"] = house.apiKey;
  databaseUrl = (await findEmbeddedUrl(home, secrets["database password"] as string)) as string;
}, 300_000);

afterAll(async () => {
  globalThis.fetch = realFetch;
  provider.closeAllConnections();
  provider.close();
  await house?.stop();
  await rm(home, { recursive: true, force: true });
});

/** Uses the doors that are wanted, each as it is meant. */
async function walk(wanted: (door: Door) => boolean): Promise<void> {
  for (const door of doors.filter((one) => one.path !== "/api/setup" && wanted(one))) {
    const given = await exchanges[`${door.method} ${door.path}`]?.(house);
    const takesBody = door.method !== "GET" && door.method !== "DELETE";
    const body = given?.body ?? (takesBody ? (door.example ?? {}) : undefined);
    const apiKey = door.auth === "required" && !given?.cookie ? house.apiKey : null;
    const response = await house.send({
      ...{ ...given, method: door.method, template: door.path, apiKey },
      ...(body !== undefined && { body }),
    });
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) continue;
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    hear(`SSE of ${door.path}`, new TextDecoder().decode(value));
    await reader?.cancel();
  }
}

test("every door is used", async () => {
  await walk(() => true);
}, 300_000);

test("hostile providers, wrong passwords, broken rows and broken requests happen", async () => {
  const port = (provider.address() as AddressInfo).port;
  const ids: string[] = [];
  const at = [
    ...Object.keys(WAYS).map((how) => `http://127.0.0.1:${port}/${how}`),
    `https://127.0.0.1:${port}/tls`,
    "http://nowhere.invalid",
    "http://127.0.0.1:1",
  ];
  for (const [n, baseUrl] of at.entries()) {
    const connection = {
      provider: "openai-compatible",
      model: "m",
      baseUrl,
      apiKey: n % 2 ? llmKey : secrets["own LLM key"],
    };
    await call("POST", "/api/llm-configs/try", connection);
    await call("POST", "/api/llm-configs/models", {
      provider: "openai-compatible",
      baseUrl,
      apiKey: connection.apiKey,
    });
    const scope = n % 2 ? "workspace" : "user";
    await call("POST", "/api/llm-configs", { ...connection, name: `Hostile ${n}`, scope, test: true });
    const made = await call("POST", "/api/llm-configs", { ...connection, name: `Hostile ${n}`, scope });
    ids.push(((await made.json()) as { id: string }).id);
    await call("POST", `/api/llm-configs/${ids.at(-1)}/test`, {});
  }
  const session = await call("POST", "/api/sessions", { title: VISIBLE });
  sessionId = ((await session.json()) as { id: string }).id;
  const conversation = `/api/sessions/${sessionId}/conversations/guide`;
  const socket = new WebSocket(
    `${house.server.origin.replace("http", "ws")}/ws/ai-stream?agentSlug=guide&sessionId=${sessionId}`,
    {
      headers: { authorization: `Bearer ${house.apiKey}` },
    },
  );
  socket.on("message", (data) => hear("WebSocket", String(data)));
  await once(socket, "message");
  for (const llmConfigId of ids) {
    const sent = await call("POST", `${conversation}/messages`, { text: `${VISIBLE} says hello`, llmConfigId });
    const { turnId } = (await sent.json()) as { turnId: string };
    await expect
      .poll(async () => {
        const page = (await (await call("GET", conversation)).json()) as { items: { id: string; status: string }[] };
        return page.items.find(({ id }) => id === turnId)?.status;
      })
      .toMatch(/complete|failed/);
  }
  socket.close();

  // A person with a password and a second factor that are canaries, who errs.
  const password = secrets.password as string;
  const invited = await house.invitation();
  await call("POST", "/api/invitations/accept", { token: invited.token, name: "Grace", password });
  const signIn = async (given: string) => {
    const { csrfToken, cookie: with_ } = await house.csrf();
    return fetch(`${house.server.origin}/api/auth/callback/credentials`, {
      ...{ method: "POST", redirect: "manual" as const, headers: { cookie: with_ } },
      body: new URLSearchParams({ csrfToken, email: invited.email, password: given }),
    });
  };
  await signIn(`${password}-wrong`);
  const signedIn = await signIn(password);
  cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  secrets["sign-in cookie"] = /session-token=([^;]+)/.exec(cookie)?.[1] ?? "";
  expect(secrets["sign-in cookie"].length).toBeGreaterThan(20);
  const asPerson = { authorization: "", cookie };
  await call("POST", "/api/second-factor", { password }, asPerson);
  await call("POST", "/api/second-factor/confirm", { code: "000000" }, asPerson);
  await call("POST", "/api/password", { currentPassword: password, newPassword: "x" }, asPerson);
  await call("POST", "/api/password", { currentPassword: `${password}x`, newPassword: `${password}y` }, asPerson);

  // Requests that are wrong beside their secret, a row that cannot be opened, a key in the wrong place.
  await call("POST", "/api/llm-configs", { name: "", provider: 7, apiKey: llmKey, nonsense: llmKey });
  await call("POST", "/api/llm-configs", `{"apiKey": "${llmKey}", `);
  await call("GET", `/api/sessions?token=${encodeURIComponent(house.apiKey)}`);
  await call("GET", `/api/nowhere?key=${llmKey}`);
  const sql = await connectDatabase(databaseUrl);
  await sql.query("update llm_configs set key_cipher = key_cipher || 'AAAA' where id = $1", [ids[0]]);
  await call("POST", `/api/llm-configs/${ids[0]}/test`, {});
  await call("POST", `${conversation}/messages`, { text: "Again", llmConfigId: ids[0] });
  await sql.end();
  house.oidc.leaks = true;
  await createOidcBrowser(house.server.origin).signIn();
}, 300_000);

test("what can be read then is read, and every page is looked at, as HTML and as data", async () => {
  await walk(({ method, path }) => method === "GET" && !path.includes("/memories"));
  const values: Record<string, string> = { slug: "guide", id: sessionId, token: "inv_nothing", "...path": "nowhere" };
  const pages = globSync("app/**/page.tsx", { cwd: projectRoot }).map((file) =>
    `/${file.slice("app/".length, -"page.tsx".length)}`
      .replace(/\/\([^)]+\)/g, "")
      .replace(/\[([^\]]+)\]/g, (_, name: string) => values[name] ?? "x")
      .replace(/(?<=.)\/$/, ""),
  );
  expect(pages.length).toBeGreaterThan(10);
  const owner = await house.cookieOf("ada@example.com");
  for (const path of [...pages, "/settings/api-keys?of=workspace", `/sign-in?error=${VISIBLE}`])
    for (const one of [owner, cookie])
      for (const headers of [{}, { rsc: "1" }] as Record<string, string>[]) {
        const response = await realFetch(house.server.origin + path, {
          redirect: "manual",
          headers: { cookie: one, ...headers },
        });
        hear(`page ${path}`, await response.text());
      }
  const feed = await realFetch(`${house.server.origin}/api/sessions/${sessionId}/events?after=0`, {
    headers: { authorization: `Bearer ${house.apiKey}` },
  });
  const reader = feed.body?.getReader();
  for (let pieces = 0, text = ""; pieces < 3 && !text.includes("turn.failed"); pieces++) {
    text = new TextDecoder().decode((await reader?.read())?.value);
    hear("the feed over SSE", text);
  }
  await reader?.cancel();
}, 300_000);

/** A secret as it may be written: plain, in base64 at any place, in hexadecimal, in an address. */
function formsOf(secret: string): string[] {
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
      .toString("base64")
      .slice(shift === 0 ? 0 : 4, -4),
  );
  const hex = Buffer.from(secret).toString("hex");
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      ...inBase64,
      ...inBase64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
      hex,
    ]),
  ];
}

function findIn(text: string | Buffer, allowed: readonly string[] = []): string[] {
  return Object.entries(secrets)
    .filter(([name]) => !allowed.includes(name))
    .filter(([, secret]) => secret.length > 0 && formsOf(secret).some((form) => text.includes(form)))
    .map(([name]) => name);
}

test("no secret is in any answer, page, frame or export", () => {
  expect(Object.keys(secrets).length).toBeGreaterThan(15);
  expect(heard.length).toBeGreaterThan(200);
  const seeing = heard.filter(({ text }) => text.includes(VISIBLE)).map(({ where }) => where);
  for (const where of [`page /sessions/${sessionId}`, "WebSocket", "the feed over SSE", "GET /api/me/export"])
    expect(seeing).toContain(where);
  const found = heard.flatMap(({ where, text }) => findIn(text).map((name) => `${name} in ${where}`));
  expect([...new Set(found)]).toEqual([]);
});

test("no secret is in the logs", () => {
  const logs = house.server.stdout() + house.server.stderr();
  expect(logs).toContain('"level"');
  expect(findIn(logs)).toEqual([]);
});

test("no secret is in the clear in a dump of every table of every schema; what is compared is there as a hash", async () => {
  const sql = await connectDatabase(databaseUrl);
  const { rows: tables } = await sql.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  let dump = "";
  for (const { name } of tables) {
    const { rows } = await sql.query<{ text: string }>(`select t::text as text from ${name} t`);
    const text = rows.map((row) => row.text).join("\n");
    found.push(...findIn(text).map((secret) => `${secret} in ${name}`));
    dump += text;
  }
  const { rows: hashed } = await sql.query(
    "select 1 from api_keys where encode(sha256(convert_to($1, 'UTF8')), 'hex') in (hash, encode(hash::text::bytea, 'hex'))",
    [house.apiKey],
  );
  await sql.end();
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["dbos.workflow_status", "public.audit_log", "public.messages"]),
  );
  expect(dump).toContain(VISIBLE);
  expect(found).toEqual([]);
  expect(hashed.length).toBeGreaterThan(0);
});

test("no secret is in a file of the data folder but secrets.json, nor in what the database has written to disk", async () => {
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found: string[] = [];
  let seen = 0;
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.includes(VISIBLE)) seen++;
    if (path !== secretsFile(home)) found.push(...findIn(bytes).map((name) => `${name} in ${path.slice(home.length)}`));
  }
  expect(seen).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

test("no secret is in the name or the arguments of a process, nor in what browsers load", async () => {
  const { stdout } = await promisify(execFile)("ps", ["-eww", "-o", "args"]);
  expect(stdout).toContain("lib/server/launch.ts");
  expect(findIn(stdout)).toEqual([]);
  const bundle = globSync(".next/static/**/*.{js,css,map,json}", { cwd: projectRoot });
  expect(bundle.length).toBeGreaterThan(5);
  for (const file of bundle) expect([file, findIn(readFileSync(join(projectRoot, file)))]).toEqual([file, []]);
});
