import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { doors } from "#lib/server/doors.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { everywhere } from "#lib/testing/everywhere.ts";
import { bodies, type Owned, own, pathOf } from "#lib/testing/owned.ts";
import { type Door, nameOf } from "./door.ts";
import { parameterNames } from "./path.ts";

let world: DoorsWorld;
let owner: Person;
let owned: Owned;
beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
  owned = await own(world, owner);
});
afterAll(() => world.close());

type Schema = {
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
};

/** Where ids stand in an input, as paths of names; of a list its first element. */
function idsIn(schema: Schema, at: string[] = []): string[][] {
  if (schema.format === "uuid") return [at];
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => idsIn(one, [...at, name]));
  const listed = schema.items ? idsIn(schema.items, [...at, "0"]) : [];
  return [...inside, ...listed, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => idsIn(one, at))];
}

/** What a field with an id means, by its name, or by its door's and its name where that says more. */
const FIELDS: Record<string, (owned: Owned, owner: Person) => string> = {
  "POST /api/sessions/{sessionId}/conversations/{agent}/messages id": ({ askedId }) => askedId,
  "POST /api/llm-configs/try id": ({ llmConfigId }) => llmConfigId,
  "POST /api/llm-configs/models id": ({ llmConfigId }) => llmConfigId,
  conversationId: ({ conversationId }) => conversationId,
  runId: ({ runId }) => runId,
  modelId: ({ llmConfigId }) => llmConfigId,
  model_id: ({ llmConfigId }) => llmConfigId,
  client_action_id: ({ clientActionId }) => clientActionId,
  sessionId: ({ sessionId }) => sessionId,
  llmConfigId: ({ llmConfigId }) => llmConfigId,
  configId: ({ llmConfigId }) => llmConfigId,
  fileId: ({ fileId }) => fileId,
  clientActionId: ({ clientActionId }) => clientActionId,
  userId: (_, { userId }) => userId,
  agentId: ({ agentId }) => agentId,
  id: ({ sessionId }) => sessionId,
  "ids.0": ({ llmConfigId }) => llmConfigId,
};

const fieldOf = (path: readonly string[]) => path.slice(path.at(-1) === "0" ? -2 : -1).join(".");
const meaningOf = (door: Door, path: readonly string[]) =>
  FIELDS[`${nameOf(door)} ${path.join(".")}`] ?? FIELDS[fieldOf(path)];

/** A copy of a value in which something else stands at a path; what is missing on the way is made. */
function put(value: unknown, [name, ...rest]: readonly string[], what: unknown): unknown {
  if (name === undefined) return what;
  if (name === "0") return [put((value as unknown[] | undefined)?.[0], rest, what)];
  const known = (value ?? {}) as Record<string, unknown>;
  return { ...known, [name]: put(known[name], rest, what) };
}

const withBody = doors.filter(
  (door) => door.auth === "required" && !["GET", "DELETE"].includes(door.method) && door.consumes === undefined,
);
const cases = withBody.flatMap((door) => {
  const schema = z.toJSONSchema(door.input, { io: "input", unrepresentable: "any" }) as Schema;
  const inPath = parameterNames(door.path);
  const fields = [...new Set(idsIn(schema).map((path) => path.join("/")))].map((path) => path.split("/"));
  return fields
    .filter(([first = ""]) => !inPath.includes(first))
    .map((path) => [`${nameOf(door)} ${path.join(".")}`, door, path] as const);
});

test("a field with an id is known to this test, by its name", () => {
  expect(cases.length).toBeGreaterThan(5);
  expect(cases.filter(([, door, path]) => !meaningOf(door, path)).map(([name]) => name)).toEqual([]);
});

/** What goes together with a field that stands in place of others. */
const FORMS: Record<string, object> = {
  parts: { parts: [{ type: "file" }] },
  client_action_id: { tool_call_id: "asking", response: true },
};

/** A right body, in the form that has this field. */
const bodyWith = (door: Door, [field = ""]: readonly string[], mine: Owned): unknown =>
  FORMS[field] ?? bodies[nameOf(door)]?.(mine);

/** A colleague may be named, by anyone of the workspace. */
const strangers: Record<string, { arrive(): Promise<Person>; cases: typeof cases }> = {
  "of another workspace": { arrive: () => world.person(), cases },
  "of the same workspace": {
    arrive: () => world.person({ workspaceId: owner.workspaceId, role: "admin" }),
    cases: cases.filter(([, , path]) => fieldOf(path) !== "userId"),
  },
};

describe.each(Object.entries(strangers))("someone else %s", (_, { arrive, cases }) => {
  test.each(cases)("reaches nothing of the owner's through %s", async (_name, door, path) => {
    const stranger = await arrive();
    const mine = await own(world, stranger);
    const foreign = meaningOf(door, path)?.(owned, owner);
    const body = put(bodyWith(door, path, mine), path, foreign);
    const before = await ownersRows();
    const answer = await world.send(door.method, pathOf(door, mine), { as: stranger, body });
    expect([400, 404, 409, 422], await answer.text()).toContain(answer.status);
    expect(await ownersRows()).toBe(before);
  });
});

/** Every row, of whatever table, in which an id of the owner's stands. */
async function ownersRows(): Promise<string> {
  const ids = [owner.userId, owned.sessionId, owned.agentId, owned.llmConfigId, owned.fileId];
  const tables = new Set((await Promise.all(ids.map((id) => everywhere(world.pool, id)))).flat());
  const rows = [...tables].toSorted().map(async (table) => {
    const stands = "t::text like any($1)";
    const patterns = ids.map((id) => `%${id}%`);
    const found = await world.pool.query(`select t::text as row from ${table} t where ${stands} order by 1`, [
      patterns,
    ]);
    return [table, found.rows.map(({ row }) => row)];
  });
  return JSON.stringify(await Promise.all(rows));
}
