import { randomUUID } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { doors } from "#lib/server/doors.ts";
import { openApiDocument } from "#lib/server/openapi.ts";
import { exchanges } from "#lib/testing/exchanges.ts";
import { createOperationsHouse, type Given, type OperationsHouse } from "#lib/testing/operations-house.ts";
import type { Schema } from "./json-schema.ts";

interface Answer {
  content?: Record<string, { schema: Schema }>;
}
interface Operation {
  security?: [];
  requestBody?: { content: Record<string, { example: unknown }> };
  responses: Record<string, Answer & { $ref?: string }>;
}
const document = openApiDocument() as {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Answer>; schemas: Record<string, Schema> };
};
const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => {
    const name = `${method.toUpperCase()} ${template}`;
    return [name, { name, method: method.toUpperCase(), template, operation }] as const;
  }),
);
type Row = (typeof operations)[number][1];

let house: OperationsHouse;
beforeAll(async () => {
  house = await createOperationsHouse();
}, 300_000);
afterAll(() => house?.stop());

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "document", components: closed(document.components) });

/** The same with no room for fields that are not documented. */
function closed<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(closed) as Value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]));
  const open = "properties" in inner && inner.type === "object" && !("additionalProperties" in inner);
  return { ...inner, ...(open && { additionalProperties: false }) } as Value;
}

function expectAsDocumented(schema: Schema, value: unknown): void {
  const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"document#/components');
  const check = ajv.compile(JSON.parse(text));
  check(value);
  expect(check.errors, JSON.stringify(value).slice(0, 2_000)).toBeNull();
}

/** The first piece of a stream, or the whole of anything else. */
async function bodyOf(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.text();
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}

/** Whether an answer is one of those that the document has for its operation; gives its status. */
async function expectDocumented({ operation }: Row, response: Response): Promise<number> {
  const text = await bodyOf(response);
  const listed = operation.responses[response.status] ?? operation.responses.default;
  expect(listed, `${response.status} ${text}`).toBeDefined();
  const answer = listed?.$ref ? document.components.responses[listed.$ref.split("/").at(-1) ?? ""] : listed;
  const mediaType = response.headers.get("content-type")?.split(";")[0] ?? "";
  if (!answer?.content) expect([text, mediaType]).toEqual(["", ""]);
  else {
    const documented = answer.content[mediaType] ?? answer.content["*/*"];
    if (!documented) throw new Error(`${mediaType} is not documented: ${text}`);
    const { schema } = documented;
    expectAsDocumented(schema, mediaType.endsWith("json") ? JSON.parse(text) : text);
  }
  return response.status;
}

function givenFor({ name, operation }: Row, given: Given): Given {
  const [content] = Object.values(operation.requestBody?.content ?? {});
  const hasBody = operation.requestBody !== undefined;
  const body = given.body ?? content?.example ?? (name.startsWith("GET") || name.startsWith("DELETE") ? undefined : {});
  return { ...given, ...((hasBody || body !== undefined) && { body }) };
}

async function request(row: Row): Promise<Given> {
  const exchange = exchanges[row.name];
  if (!exchange) throw new Error(`${row.name} is new: give it a request that succeeds in lib/testing/exchanges.ts.`);
  return givenFor(row, await exchange(house));
}

describe.each(operations.filter(([name]) => name !== "POST /api/setup"))("%s", (_, row) => {
  const { method, template, operation } = row;
  const signedIn = operation.security === undefined;

  test("answers as the document says", async () => {
    const given = await request(row);
    const apiKey = signedIn && !given.cookie ? house.apiKey : null;
    const response = await house.send({ method, template, ...given, apiKey });
    const status = await expectDocumented(row, response);
    expect(status).toBe(doors.find((door) => door.method === method && door.path === template)?.status);
  });

  // The order matters: what one operation makes, the next ones find.
  if (signedIn)
    test("refuses others as the document says", async () => {
      const { cookie: _, ...given } = await request(row);
      const send = (changes: Partial<Parameters<typeof house.send>[0]>) =>
        house.send({ method, template, ...given, apiKey: house.apiKey, ...changes });
      expect(await expectDocumented(row, await send({ apiKey: null }))).toBe(401);
      if (given.path && !template.includes("/tally/") && !isSlug(given.path.agent))
        expect([404, 422, 204]).toContain(await expectDocumented(row, await send({ apiKey: house.foreignKey })));
      const door = doors.find((one) => one.method === method && one.path === template);
      expect(await expectDocumented(row, await send({ apiKey: house.keyWithout(door?.scope ?? "") }))).toBe(403);
      if (method !== "GET" && !door?.ownAccount)
        expect([403, 404]).toContain(await expectDocumented(row, await send({ apiKey: house.viewerKey })));
      expect(await expectDocumented(row, await send({ query: { ...given.query, unknown: "1" } }))).toBe(422);
      if (!given.path) return;
      for (const value of [randomUUID(), "no-such-thing", "%00"]) {
        const path = Object.fromEntries(Object.keys(given.path).map((name) => [name, value]));
        if (template.includes("/tally/") || template.startsWith("/api/chat/")) continue;
        expect(await expectDocumented(row, await send({ path }))).toBe(404);
      }
    });
});

const isSlug = (agent: string | undefined): boolean => agent !== undefined && !/^[\da-f]{8}-/.test(agent);

test("POST /api/setup answers as the document says, on an empty database only", async () => {
  const row = operations.find(([name]) => name === "POST /api/setup")?.[1] as Row;
  expect(await expectDocumented(row, house.setup)).toBe(201);
  const { method, template } = row;
  expect(await expectDocumented(row, await house.send({ method, template, ...givenFor(row, {}) }))).toBe(409);
});

test("a message is answered as a stream where the client asks for one", async () => {
  const name = "POST /api/sessions/{sessionId}/conversations/{agent}/messages";
  const row = operations.find(([one]) => one === name)?.[1] as Row;
  const { method, template } = row;
  const given = { path: { sessionId: await house.session(), agent: "probe" }, body: { text: "stream 2" } };
  const headers = { accept: "text/event-stream" };
  const response = await house.send({ method, template, ...given, headers, apiKey: house.apiKey });
  expect(await expectDocumented(row, response)).toBe(200);
});
