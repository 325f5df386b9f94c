import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { doors } from "#lib/server/doors.ts";
import { createUser } from "#lib/testing/api-client.ts";
import { atPort, HOSTILE_REDIRECTS, HOSTILE_URLS, MALFORMED_URLS, TWO_FACED_URLS } from "#lib/testing/hostile-urls.ts";
import { startServer, type TestServer } from "#lib/testing/server.ts";
import type { Door } from "./door.ts";

/** A path into a body: names, and "0" for the first of a list. */
type Place = string[];
type Schema = {
  type?: string | string[];
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
};

const LOOKS_LIKE_URL = /(url|uri|href|endpoint|webhook|callback|host|origin)$/i;
/** Texts that look as if they were addresses, and are none that we would ever ask: each with its reason. */
const OUR_FILE = "Names a file of ours: its path is matched, nothing is fetched.";
const NO_ADDRESS: Record<string, string> = {
  "POST /api/chat: messages.0.parts.0.url": OUR_FILE,
  "POST /api/chat: message.parts.0.url": OUR_FILE,
};

function* urlsOf(schema: Schema, place: Place = []): Generator<{ place: Place; isUrl: boolean }> {
  const texts = [schema.type].flat().includes("string");
  if (texts && (schema.format === "uri" || LOOKS_LIKE_URL.test(place.at(-1) ?? "")))
    yield { place, isUrl: schema.format === "uri" };
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    yield* urlsOf(part, place);
  for (const [name, part] of Object.entries(schema.properties ?? {})) yield* urlsOf(part, [...place, name]);
  if (schema.items) yield* urlsOf(schema.items, [...place, "0"]);
  if (typeof schema.additionalProperties === "object") yield* urlsOf(schema.additionalProperties, [...place, "any"]);
}

const nameOf = ({ method, path }: Door) => `${method} ${path}`;
const fields = doors.flatMap((door) => {
  const schema = z.toJSONSchema(door.input, { io: "input", unrepresentable: "any" }) as Schema;
  return [...urlsOf(schema)].map((field) => ({ ...field, door, name: `${nameOf(door)}: ${field.place.join(".")}` }));
});
const withUrl = fields.filter(({ isUrl }) => isUrl);

/** Where the document's example would not lead to a request. */
const COMPATIBLE = { provider: "openai-compatible", model: "m", apiKey: "sk-canary-of-the-test" };
const examples: Record<string, object> = {
  "POST /api/llm-configs": { ...COMPATIBLE, name: "Hostile", scope: "user", test: true },
  "POST /api/llm-configs/try": COMPATIBLE,
  "POST /api/llm-configs/models": { provider: "openai-compatible", apiKey: COMPATIBLE.apiKey },
  "PATCH /api/llm-configs/{id}": { apiKey: COMPATIBLE.apiKey, test: true },
};

let server: TestServer;
let apiKey: string;
/** Listens inside, where nothing may arrive. */
let inner: Server;
let port: number;
const arrived: string[] = [];
/** An outside server of the attacker's, the only one that is allowed: it sends readers on to `target`. */
let target = "";
const attacker = createHttpServer((_, answer) => answer.writeHead(302, { location: target }).end());
let attackerPort: number;
let configId: string;

beforeAll(async () => {
  inner = createServer((socket) => {
    socket.on("data", (data) => arrived.push(data.toString("latin1"))).on("error", () => {});
    arrived.push("a connection");
    socket.end(
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{"data":[{"id":"inner"}]}',
    );
  });
  inner.listen(0, "::");
  attacker.listen(0, "127.0.0.1");
  await Promise.all([once(inner, "listening"), once(attacker, "listening")]);
  port = (inner.address() as AddressInfo).port;
  attackerPort = (attacker.address() as AddressInfo).port;
  server = await startServer({ env: { OUTBOUND_ALLOW: `127.0.0.1:${attackerPort}` } });
  apiKey = await createUser({ THROUGHLINE_HOME: server.home });
  const made = await send("POST", "/api/llm-configs", {
    ...examples["POST /api/llm-configs"],
    test: false,
    baseUrl: "https://models.example.com/v1",
  });
  configId = ((await made.json()) as { id: string }).id;
}, 300_000);
afterAll(async () => {
  inner.close();
  attacker.closeAllConnections();
  attacker.close();
  await server?.stop();
});

const send = (method: string, path: string, body: unknown) =>
  fetch(server.origin + path, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    ...(method !== "GET" && { body: JSON.stringify(body) }),
  });

/** The body of a right request with this in its place. */
function put(body: object, [first = "", ...rest]: Place, value: string): object {
  const held = (body as Record<string, unknown>)[first];
  if (rest.length === 0) return { ...body, [first]: value };
  if (rest[0] === "0")
    return {
      ...body,
      [first]: rest.length === 1 ? [value] : [put(Object(Array.isArray(held) ? held[0] : {}), rest.slice(1), value)],
    };
  return { ...body, [first]: put(Object(held ?? {}), rest, value) };
}

async function ask({ door, place }: (typeof withUrl)[number], url: string) {
  const body = put(examples[nameOf(door)] ?? door.example ?? {}, place, url);
  const path = door.path.replace(/\{\w+\}/g, configId);
  const query = door.method === "GET" ? `?${new URLSearchParams(body as Record<string, string>)}` : "";
  const response = await send(door.method, path + query, body);
  return { status: response.status, text: await response.text() };
}

const REFUSED =
  /may not be reached from here|must not contain a user name|Put the key into its own field|starts with http:\/\/ or https:\/\/|Leave out what follows/;

test("every text that looks like an address is one, or is known to be none", () => {
  const others = fields.filter(({ isUrl, name }) => !isUrl && !(name in NO_ADDRESS)).map(({ name }) => name);
  expect(others).toEqual([]);
  expect(withUrl.length).toBeGreaterThan(3);
});

describe.each(withUrl.map((field) => [field.name, field] as const))("%s", (_, field) => {
  test.each([...HOSTILE_URLS, ...MALFORMED_URLS])("refuses what leads inside: %s (%s)", async (_, url) => {
    const { status, text } = await ask(field, atPort(url, port));
    expect(text).toMatch(REFUSED);
    expect([status, JSON.parse(text).ok ?? false, text.includes("inner")]).toEqual([expect.any(Number), false, false]);
    expect(arrived).toEqual([]);
  });

  test.each(TWO_FACED_URLS)("reaches nothing inside by %s (%s)", async (_, url) => {
    const { text } = await ask(field, atPort(url, port));
    expect(JSON.parse(text).ok ?? false).toBe(false);
    expect(arrived).toEqual([]);
  });

  test.each(HOSTILE_REDIRECTS)("follows no redirect inside: %s (%s)", async (_, location) => {
    target = atPort(location, port);
    const { status, text } = await ask(field, `http://127.0.0.1:${attackerPort}/v1`);
    expect([status < 500, JSON.parse(text).ok ?? false, text.includes("inner")]).toEqual([true, false, false]);
    expect(arrived).toEqual([]);
  });
});

test("what listens inside would have heard it", async () => {
  await fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
  expect(arrived).toContain("a connection");
});
