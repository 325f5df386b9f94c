import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
let owner: Person;
beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
});
afterAll(() => world.close());

const send = (method: Method, path: string, body?: unknown, as = owner) => world.send(method, path, { as, body });
async function start(body: object = { session_type: "guide_agent" }) {
  const response = await send("POST", "/api/session", body);
  expect(response.status).toBe(201);
  return (await response.json()) as { session_id: string; conversation_id: string };
}

test("an old session begins, is read and is spoken to in the old shape", async () => {
  const started = await start({
    session_type: "Tutor",
    system_prompt: "Teach.",
    config: { temperature: 0, colour: "red" },
  });
  expect(started).toEqual({
    session_id: expect.any(String),
    conversation_id: expect.any(String),
    status: "active",
    control_mode: "agent",
    stream_url: `/api/session/${started.session_id}/stream`,
  });
  const path = `/api/session/${started.session_id}`;
  const said = await send("POST", `${path}/respond`, { message: "Percentages" });
  expect(said.status).toBe(202);
  expect(await said.json()).toMatchObject({ session_id: started.session_id, turn_id: expect.any(String) });
  expect(await (await send("GET", path)).json()).toMatchObject({
    ...started,
    session_type: "tutor_agent",
    pending_action: null,
    items: [{ role: "user", content: "Percentages" }, { role: "assistant" }],
  });
});

test("an old session that was ended stays readable and takes nothing more", async () => {
  const { session_id } = await start();
  const path = `/api/session/${session_id}`;
  expect(await (await send("DELETE", path)).json()).toEqual({ session_id, status: "terminated" });
  expect(await (await send("GET", path)).json()).toMatchObject({ status: "terminated" });
  expect((await send("POST", `${path}/respond`, { message: "More" })).status).toBe(409);
  expect((await send("DELETE", path)).status).toBe(200);
});

test("every answer says since when and until when, refusals too", async () => {
  const { session_id } = await start();
  for (const response of [
    await send("GET", `/api/session/${session_id}`),
    await send("POST", "/api/session", { session_type: "nobody" }),
    await send("GET", `/api/session/${crypto.randomUUID()}`),
    await world.send("GET", `/api/session/${session_id}`),
  ]) {
    expect(response.headers.get("deprecation")).toBe("@1795219200");
    expect(response.headers.get("sunset")).toBe("Sun, 21 Nov 2027 00:00:00 GMT");
    const links = response.headers.get("link")?.split(", ") ?? [];
    const successor = links.find((link) => link.includes('rel="successor-version"'));
    // A URI reference of RFC 3986; that its fragment is an operation's place is the table's to say.
    expect(successor).toMatch(/^<\/api\/docs#(post|get)_\w+>; /);
  }
  expect((await send("GET", "/api/sessions")).headers.has("deprecation")).toBe(false);
});

test("each client is named in the log once", async () => {
  const other = await world.person();
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  for (let i = 0; i < 3; i++) await send("POST", "/api/session", { session_type: "guide" }, other);
  const lines = written.mock.calls
    .map(([line]) => String(line))
    .filter((line) => line.includes("deprecated endpoints"));
  written.mockRestore();
  expect(lines).toHaveLength(1);
});

test("what is wrong changes nothing and says what", async () => {
  const { session_id } = await start();
  const refused = async (body: object, path = `/api/session/${session_id}/respond`) => {
    const response = await send("POST", path, body);
    return [response.status, (await response.json()).code];
  };
  expect(await refused({ session_type: "nobody" }, "/api/session")).toEqual([422, "validation_failed"]);
  expect(await refused({ session_type: "guide", config: { temperature: 9 } }, "/api/session")).toEqual([
    422,
    "validation_failed",
  ]);
  expect(await refused({})).toEqual([422, "validation_failed"]);
  expect(await refused({ message: "a", tool_call_id: "b", response: 1 })).toEqual([422, "validation_failed"]);
  expect(await refused({ tool_call_id: "b", response: 1 })).toEqual([409, "execution_not_suspended"]);
  // Nor is it anybody else's session here: old clients know of no roles.
  const shared = await world.person({ workspaceId: owner.workspaceId });
  const role = { userId: shared.userId, role: "shared" };
  expect((await send("POST", "/api/agents/guide/assignments", role)).status).toBe(201);
  for (const other of [shared, await world.person()])
    for (const method of ["GET", "DELETE"] as const)
      expect((await send(method, `/api/session/${session_id}`, undefined, other)).status).toBe(404);
});
