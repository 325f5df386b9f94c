import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { nameOf } from "#lib/server/doors/door.ts";
import { doors } from "#lib/server/doors.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { bodies, CANARY, type Owned, own, pathOf } from "#lib/testing/owned.ts";
import { clientFrame } from "./frames.ts";

let world: DoorsWorld;
let owner: Person;
let owned: Owned;
beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
  owned = await own(world, owner);
});
afterAll(() => world.close());

const strangers: Record<string, () => Promise<Person>> = {
  "of another workspace": () => world.person(),
  "of the same workspace": () => world.person({ workspaceId: owner.workspaceId, role: "member" }),
  "who administers the same workspace": () => world.person({ workspaceId: owner.workspaceId, role: "admin" }),
};

/** Each frame of a client, reaching for what is the owner's; `null` where a frame names nothing. */
const FRAMES: Record<string, ((owned: Owned) => object) | null> = {
  message: ({ sessionId }) => ({ sessionId, agent: "guide", text: "Hello" }),
  subscribe: ({ sessionId }) => ({ sessionId, after: 0 }),
  unsubscribe: null,
  stop: ({ sessionId, turnId }) => ({ sessionId, turnId }),
  respond: ({ agentId, clientActionId }) => ({ agent: agentId, clientActionId, toolCallId: "asking", response: true }),
  ping: null,
  send: ({ sessionId }) => ({
    ...{ requestId: "r", id: sessionId, trigger: "submit-message" },
    messages: [{ id: "m", role: "user", parts: [{ type: "text", text: "Hello" }] }],
  }),
  resume: ({ sessionId }) => ({ requestId: "r", id: sessionId }),
  abort: null,
};

const frameTypes = clientFrame.options.map(({ shape }) => shape.type.value);

test("every frame of a client is known to this test", () => {
  expect(Object.keys(FRAMES).toSorted()).toEqual(frameTypes.toSorted());
});

/** A socket of a person, and what it has heard; with a last word of our own, so that an answer has had its time. */
async function connect(as: Person, query = "") {
  const socket = new WebSocket(`${world.origin.replace("http", "ws")}/ws/ai-stream${query}`, {
    headers: { authorization: `Bearer ${as.apiKey}` },
  });
  const heard: string[] = [];
  socket.on("message", (data) => heard.push(String(data)));
  const closed = once(socket, "close") as Promise<[number, Buffer]>;
  await once(socket, "open");
  return {
    heard,
    closed,
    async say(frame: object) {
      const answered = Promise.race([
        new Promise<void>((resolve) => socket.on("message", (data) => isAnswer(String(data)) && resolve())),
        closed,
      ]);
      socket.send(JSON.stringify(frame));
      await answered;
    },
    close: () => socket.close(),
  };
}

const isAnswer = (text: string) => !["ready", "workspace"].includes(JSON.parse(text).type);

describe.each(Object.entries(strangers))("someone else %s", (_, arrive) => {
  test.each(frameTypes.filter((type) => FRAMES[type] !== null))("gets nothing by the frame %s", async (type) => {
    const socket = await connect(await arrive());
    const before = await sessionOfOwner();
    await socket.say({ type, ...FRAMES[type]?.(owned) });
    socket.close();
    const text = socket.heard.join("\n");
    expect(text).not.toContain(CANARY);
    expect(socket.heard.filter(isAnswer).map((one) => JSON.parse(one))).toEqual([refusalOf(type)]);
    expect(await sessionOfOwner()).toBe(before);
  });

  test("is not let into the owner's session by a socket's address", async () => {
    const socket = await connect(await arrive(), `?sessionId=${owned.sessionId}`);
    const [code] = await socket.closed;
    expect(code).toBe(1008);
    expect(socket.heard.join("")).not.toContain(CANARY);
  });

  const streaming = doors.filter((door) => door.servedBy === "raw" && door.auth === "required");
  test.each(streaming.map((door) => [nameOf(door), door] as const))("gets nothing at %s", async (name, door) => {
    const before = await sessionOfOwner();
    const leave = new AbortController();
    const response = await world.send(door.method, pathOf(door, owned), {
      as: await arrive(),
      signal: leave.signal,
      ...(door.consumes === "multipart/form-data" ? { form: upload() } : { body: bodyOf(name, door.method) }),
    });
    const makesOnesOwn = name === "POST /api/sessions/import";
    const ofOneself = !door.path.includes("{") && (door.method === "GET" || makesOnesOwn);
    if (!ofOneself) expect(response.status).toBe(name === "GET /api/chat/{sessionId}/stream" ? 204 : 404);
    else expect([200, 201, 403, 422]).toContain(response.status);
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
      // Admins look after everybody's API keys, and read their names in the log.
      const told = Buffer.from(await response.arrayBuffer())
        .toString("latin1")
        .replaceAll(`${CANARY} key`, "");
      expect(told).not.toContain(CANARY);
    }
    leave.abort();
    expect(await sessionOfOwner()).toBe(before);
  });
});

/** A chat in which nothing runs and one that is not there are alike to a client that resumes. */
const refusalOf = (type: string) => expect.objectContaining({ type: type === "resume" ? "no-active" : "error" });

function bodyOf(name: string, method: string): unknown {
  return method === "GET" ? undefined : bodies[name]?.(owned);
}

function upload(): FormData {
  const form = new FormData();
  form.append("sessionId", owned.sessionId);
  form.append("agent", "guide");
  form.append("file", new Blob(["a,b\n1,2\n"]), "rows.csv");
  return form;
}

/** All of the session as it is stored. */
async function sessionOfOwner(): Promise<string> {
  const tables = ["session_feed", "conversations", "messages", "turns", "files", "client_actions"];
  const rows = tables.map(
    async (table) =>
      (
        await world.pool.query(`select t::text as row from ${table} t where session_id = $1 order by 1`, [
          owned.sessionId,
        ])
      ).rows,
  );
  return JSON.stringify(await Promise.all(rows));
}
