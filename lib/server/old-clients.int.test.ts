import { expect, test, vi } from "vitest";
import { createCluster } from "#lib/testing/house.ts";

test("an old client answers a question twice with the same answer, and is named in the log once for all its doors", {
  timeout: 180_000,
}, async (context) => {
  const cluster = await createCluster(context);
  const server = await cluster.start();
  const headers = { authorization: `Bearer ${await cluster.createUser()}`, "content-type": "application/json" };
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(server.origin + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const { session_id, stream_url } = (await ask("POST", "/api/session", { session_type: "probe" })).body;
  const path = `/api/session/${session_id}`;
  const respond = (body: object) => ask("POST", `${path}/respond`, body);
  const pending = async () => {
    const asked = () => ask("GET", path).then(({ body }) => body.pending_action);
    await vi.waitFor(async () => expect(await asked()).not.toBeNull());
    return (await asked()) as { id: string; tool_call_id: string };
  };

  await respond({ message: "ask confirm" });
  const { id: client_action_id, tool_call_id } = await pending();
  const wrong = await respond({ tool_call_id: "another", response: true });
  expect([wrong.status, wrong.body.code]).toEqual([409, "unexpected_response"]);
  const first = await respond({ tool_call_id, response: true });
  expect(first).toMatchObject({ status: 202, body: { session_id, turn_id: expect.any(String) } });
  expect(await respond({ tool_call_id, response: true })).toEqual(first);
  expect(await respond({ tool_call_id, response: false })).toMatchObject({
    status: 409,
    body: { code: "client_action_closed" },
  });
  const settled = async () => (await ask("GET", path)).body.items.at(-1).status;
  await vi.waitFor(async () => expect(await settled()).toBe("complete"));

  await respond({ message: "ask confirm" });
  expect((await pending()).id).not.toBe(client_action_id);
  expect(await respond({ client_action_id, tool_call_id, response: true })).toEqual(first);
  const next = await respond({ tool_call_id, response: true });
  expect([next.status, next.body.turn_id === first.body.turn_id]).toEqual([202, false]);

  const leave = new AbortController();
  const stream = await fetch(server.origin + stream_url, { headers, signal: leave.signal });
  expect([stream.status, stream.headers.has("deprecation")]).toEqual([200, true]);
  leave.abort();
  expect(server.stderr().match(/deprecated endpoints/g)).toHaveLength(1);
});
