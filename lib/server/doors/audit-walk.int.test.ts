import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { doors } from "#lib/server/doors.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { exchanges } from "#lib/testing/exchanges.ts";
import { createOperationsHouse, type OperationsHouse } from "#lib/testing/operations-house.ts";
import type { Door } from "./door.ts";

const WORK = "Work in a session: who did it stands in the session's feed and in the agent's own log.";
const OWN_WORDS =
  "What one's own agents remember: only whoever owns it can delete it, and nobody gains anything by it.";
const TRIED = "Only tries a connection: nothing is stored.";

const SAME_ANSWER = "Its entry is written after an answer that is the same for everybody.";
const NOT_YET = "Nothing has changed until a code or a link confirms it: that has the entry.";

/** Doors that change nothing that security cares about, each with its reason. A new door is named here or has its verb. */
const unaudited: Record<string, string> = {
  "POST /api/sessions": WORK,
  "PATCH /api/sessions/{sessionId}": WORK,
  "POST /api/sessions/{sessionId}/complete": WORK,
  "PUT /api/sessions/{sessionId}/state/{key}": WORK,
  "POST /api/sessions/{sessionId}/conversations/{agent}/messages": WORK,
  "POST /api/sessions/{sessionId}/conversations/{agent}/messages/{messageId}/regenerate": WORK,
  "POST /api/sessions/{sessionId}/turns/{turnId}/stop": WORK,
  "POST /api/agents/{agent}/respond": WORK,
  "POST /api/agents/{agent}/sessions": WORK,
  "DELETE /api/agents/{agent}/sessions/current": WORK,
  "POST /api/agents/{agent}/sessions/current/complete": WORK,
  "POST /api/chat": WORK,
  "POST /api/workflow": WORK,
  "DELETE /api/workflows/runs/{runId}": WORK,
  "POST /api/workflows/runs/{runId}/retry": WORK,
  "POST /api/files": WORK,
  "POST /api/session": WORK,
  "POST /api/session/{sessionId}/respond": WORK,
  "DELETE /api/session/{sessionId}": WORK,
  "DELETE /api/agents/{agent}/memories": OWN_WORDS,
  "DELETE /api/agents/{agent}/memories/{memoryId}": OWN_WORDS,
  "POST /api/password-resets": SAME_ANSWER,
  "POST /api/second-factor": NOT_YET,
  "POST /api/me/email": NOT_YET,
  "POST /api/llm-configs/try": TRIED,
  "POST /api/llm-configs/models": TRIED,
  "POST /api/workspaces/{workspace}/switch": "Chooses which of one's own workspaces is shown: no right changes.",
  "POST /api/sign-up": "Asks for a letter: whoever has it joins, and that is noted.",
};

const nameOf = ({ method, path }: Door) => `${method} ${path}`;
const FIRST = "POST /api/setup";
const walked = doors.filter((door) => door.auth !== "own" && (door.method !== "GET" || door.audit));
const rows = walked.filter((door) => nameOf(door) !== FIRST).map((door) => [nameOf(door), door] as const);

let database: TestDatabase;
let house: OperationsHouse;
let pool: pg.Pool;
/** What was sent or answered and is nobody's business but its owner's. */
const secrets = new Set<string>(["correct horse"]);

beforeAll(async () => {
  database = await createTestDatabase();
  house = await createOperationsHouse({ DATABASE_URL: database.url });
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
}, 300_000);
afterAll(async () => {
  await pool?.end();
  await house?.stop();
  await database?.drop();
});

const entriesOf = async (requestId: string) =>
  (await pool.query("select * from audit_log where correlation_id = $1", [requestId])).rows;

/** Notes the secrets of what is sent and answered: `field` is the field that the value, or the list it is in, stands in. */
function noteSecrets(value: unknown, field = ""): void {
  if (typeof value === "string" && SECRET_FIELDS.test(field) && value.length > 5) secrets.add(value);
  if (typeof value !== "object" || value === null || value instanceof FormData) return;
  for (const [name, one] of Object.entries(value)) noteSecrets(one, Array.isArray(value) ? field : name);
}
const SECRET_FIELDS = /^(password|apiKey|key|token|secret|currentPassword|newPassword|recoveryCodes|code)$/;

async function send(door: Door, changes: { apiKey?: string | null } = {}) {
  const { cookie, ...given } = (await exchanges[nameOf(door)]?.(house)) ?? {};
  const credential = "apiKey" in changes ? changes : cookie ? { cookie } : { apiKey: house.apiKey };
  const requestId = randomUUID();
  const takesBody = door.method !== "GET" && door.method !== "DELETE";
  const body = given.body ?? (takesBody ? (door.example ?? {}) : undefined);
  noteSecrets(body);
  const response = await house.send({
    ...{ method: door.method, template: door.path, ...(door.auth !== "none" && credential) },
    ...{ ...given, ...(body !== undefined && { body }) },
    headers: { ...given.headers, "x-request-id": requestId },
  });
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("application/json")) noteSecrets(JSON.parse(text));
  return { status: response.status, requestId, text };
}

test.each(rows)("%s is decided: it names its verb, or why it has none", (name, door) => {
  expect([name, Boolean(door.audit) !== name in unaudited]).toEqual([name, true]);
});

test("no reason is left over for a door that is not there", () => {
  const names = new Set(walked.map(nameOf));
  expect(Object.keys(unaudited).filter((name) => !names.has(name))).toEqual([]);
});

describe("a success leaves exactly one entry for each target with its actor and door, or none where none is wanted:", () => {
  test.each(rows)("%s", async (name, door) => {
    const { status, requestId, text } = await send(door);
    expect([status, text.slice(0, 500)]).toEqual([door.status, expect.any(String)]);
    const entries = await entriesOf(requestId);
    expect([...new Set(entries.map(({ verb }) => verb))]).toEqual(door.audit ? [door.audit] : []);
    expect(new Set(entries.map((entry) => entry.target_id)).size).toBe(entries.length);
    for (const entry of entries) {
      expect(entry.door).toBe(name);
      expect(entry.actor).toMatch(/^(user|key):[0-9a-f-]{36}$/);
      expect(entry.user_id).toMatch(/^[0-9a-f-]{36}$/);
      expect(entry.target_id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

test("the first run is the first entry", async () => {
  const entries = await entriesOf(house.setup.headers.get("x-request-id") ?? "");
  const verb = walked.find((door) => nameOf(door) === FIRST)?.audit;
  expect(entries).toMatchObject([{ verb, door: FIRST, target_kind: "workspace" }]);
});

describe("a refused attempt leaves no entry:", () => {
  const audited = rows.filter(([, door]) => door.audit && door.auth === "required");
  test.each(audited)("%s", async (_, door) => {
    for (const apiKey of [house.keyWithout(door.scope ?? ""), null]) {
      const { status, requestId } = await send(door, { apiKey });
      expect([401, 403]).toContain(status);
      expect(await entriesOf(requestId)).toEqual([]);
    }
  });
});

test("what people say, ask of agents or call their sessions is in no entry", async () => {
  const said = `private-${randomUUID()}`;
  const own = { systemPromptOverride: said, preferences: { tone: said } };
  await house.call("PATCH", "/api/agents/luca", own);
  const { id } = await house.call("POST", "/api/sessions", { title: said });
  await house.call("POST", `/api/sessions/${id}/conversations/probe/messages`, { text: said });
  await house.call("DELETE", `/api/sessions/${id}`);
  const { agentId, draftId } = await house.draft();
  await house.call("POST", `/api/agents/${agentId}/drafts/${draftId}/reject`, { reason: said });
  await house.call("POST", `/api/agents/${agentId}/archive`, { reason: said, terminateActive: true });
  const { rows: dump } = await pool.query("select a::text as text from audit_log a");
  expect(dump.filter(({ text }) => text.includes(said))).toEqual([]);
});

test("no secret is in any entry", async () => {
  // Without what is made by chance: six digits in a row of a code are in some digest, id or time sooner or later.
  const { rows: dump } = await pool.query<{ said: string }>(
    `select regexp_replace((to_jsonb(a) - array['at', 'hash', 'salt', 'details'])::text,
       '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '', 'g') as said from audit_log a`,
  );
  expect(dump.length).toBeGreaterThan(audits);
  const told = [...secrets].flatMap((secret) => dump.filter(({ said }) => said.includes(secret)));
  expect(told).toEqual([]);
});
const audits = rows.filter(([, door]) => door.audit).length;
