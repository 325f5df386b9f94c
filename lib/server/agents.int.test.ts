import { describe, expect, test, vi } from "vitest";
import { createApiClient } from "#lib/testing/api-client.ts";
import { createCluster } from "#lib/testing/house.ts";

const TIMEOUT = 180_000;

/** The API's JSON, as the person of the key. */
function createApi(origin: string, apiKey: string) {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  return async (method: string, path: string, body?: object) => {
    const response = await fetch(origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  };
}

/** Events of an agent as they arrive at a server. */
async function listen(origin: string, apiKey: string, after = 0, agent = "probe") {
  const leave = new AbortController();
  const response = await fetch(`${origin}/api/agents/${agent}/stream`, {
    headers: { authorization: `Bearer ${apiKey}`, "last-event-id": String(after) },
    signal: leave.signal,
  });
  const seen: { id: number; type: string }[] = [];
  let rest = "";
  const read = async (): Promise<void> => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, id, type] = /^id: (\d+)\nevent: (\S+)$/m.exec(block) ?? [];
        if (id && type) seen.push({ id: Number(id), type });
      }
    }
  };
  const ended = read().catch(() => {});
  return { status: response.status, seen, ended, leave: () => leave.abort() };
}

describe.concurrent("an agent on real processes", () => {
  test("ends a turn that runs and one that waits, with its part and with its archive", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const server = await cluster.start();
    const apiKey = await cluster.createUser();
    const [api, client] = [createApi(server.origin, apiKey), createApiClient(server.origin, apiKey)];
    const status = async (sessionId: string) => (await client.messages(sessionId)).at(-1)?.status;
    const begin = async (script: string, reached: string) => {
      const { sessionId, agentId } = (await api("POST", "/api/agents/probe/sessions", {})).body;
      await client.send(sessionId, script);
      await vi.waitFor(async () => expect(await status(sessionId)).toBe(reached));
      return { sessionId, agentId };
    };

    for (const [script, reached] of [
      ["sleep 60000", "streaming"],
      ["ask confirm", "suspended"],
    ] as const) {
      const { sessionId } = await begin(script, reached);
      expect((await api("DELETE", `/api/agents/probe/sessions/current?sessionId=${sessionId}`)).status).toBe(204);
      await vi.waitFor(async () => expect(await status(sessionId)).toBe("stopped"));
    }

    const running = await begin("sleep 60000", "streaming");
    const waiting = await begin("ask choice", "suspended");
    const refused = await api("POST", "/api/agents/probe/archive", {});
    expect([refused.status, refused.body.code]).toEqual([409, "agent_has_active_session"]);
    expect((await api("POST", "/api/agents/probe/archive", { terminateActive: true })).status).toBe(200);
    for (const { sessionId } of [running, waiting])
      await vi.waitFor(async () => expect(await status(sessionId)).toBe("stopped"));
    expect((await api("GET", "/api/inbox")).body.items).toEqual([]);
    const { items } = (await api("GET", `/api/agents/${running.agentId}/history`)).body;
    expect(items.map((one: { status: string }) => one.status)).toEqual(Array(4).fill("terminated"));
    expect((await begin("stream 2", "complete")).agentId).not.toBe(running.agentId);
    expect(server.stderr()).toBe("");
  });

  test("is followed at one process while another writes it, and after the writer was killed", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [here, there] = [await cluster.start(), await cluster.start()];
    const apiKey = await cluster.createUser();
    const write = createApi(there.origin, apiKey);
    await write("PATCH", "/api/agents/probe", { name: "One" });
    const stream = await listen(here.origin, apiKey, 1);
    await vi.waitFor(() => expect(stream.seen).toEqual([{ id: 2, type: "agent.profile.updated.v1" }]));
    await write("PATCH", "/api/agents/probe", { name: "Two" });
    const { sessionId } = (await write("POST", "/api/agents/probe/sessions", {})).body;
    await createApiClient(there.origin, apiKey).send(sessionId, "stream 2");
    await vi.waitFor(() => expect(stream.seen.map(({ id }) => id)).toEqual([2, 3, 4, 5]));
    await write("PATCH", "/api/agents/probe", { name: "Three" });
    await there.kill("SIGKILL");
    await vi.waitFor(() => expect(stream.seen.map(({ id }) => id)).toEqual([2, 3, 4, 5, 6]));
    stream.leave();
    const again = await listen(here.origin, apiKey, 5);
    await vi.waitFor(() => expect(again.seen.map(({ id }) => id)).toEqual([6]));
    again.leave();
  });

  test("is followed and ended by an assigned primary at another process, until the role goes", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [here, there] = [await cluster.start(), await cluster.start({ THROUGHLINE_ROLE: "web" })];
    const [adasKey, bobsKey] = [await cluster.createUser(), await cluster.createUser("bob@example.org")];
    const [ada, bob] = [createApi(here.origin, adasKey), createApi(there.origin, bobsKey)];
    const client = createApiClient(here.origin, adasKey);
    const { sessionId, agentId } = (await ada("POST", "/api/agents/probe/sessions", {})).body;
    const { turnId } = await client.send(sessionId, "sleep 60000");
    expect((await listen(there.origin, bobsKey, 0, agentId)).status).toBe(404);
    const { userId } = await client.assign("bob@example.org", "primary");

    const stream = await listen(there.origin, bobsKey, 0, agentId);
    const types = () => stream.seen.map(({ type }) => type);
    await vi.waitFor(() => expect(types().at(-1)).toBe("agent.user.assigned.v1"));
    expect((await bob("DELETE", `/api/agents/${agentId}/sessions/current`)).status).toBe(204);
    await vi.waitFor(() => expect(types().at(-1)).toBe("agent.session.terminated.v1"));
    const answer = async () => (await client.messages(sessionId)).find((one) => one.id === turnId);
    await vi.waitFor(async () => expect((await answer())?.status).toBe("stopped"));

    const known = stream.seen.length;
    await client.unassign(userId);
    await stream.ended;
    await ada("PATCH", "/api/agents/probe", { name: "Not for Bob" });
    expect(stream.seen).toHaveLength(known);
    await client.assign("bob@example.org", "observer");
    expect((await listen(there.origin, bobsKey, known, agentId)).status).toBe(403);
  });

  test("answers with the model that its session was started with", { timeout: TIMEOUT }, async (context) => {
    const cluster = await createCluster(context);
    const server = await cluster.start();
    const apiKey = await cluster.createUser();
    const [api, client] = [createApi(server.origin, apiKey), createApiClient(server.origin, apiKey)];
    const connect = async (name: string, isDefault: boolean) => {
      const config = { name, provider: "demo", model: "demo", scope: "user", isDefault };
      return (await api("POST", "/api/llm-configs", config)).body.id as string;
    };
    const [usual, chosen] = [await connect("Usual", true), await connect("Chosen", false)];
    const answeredBy = async (body: object) => {
      const { sessionId } = (await api("POST", "/api/agents/guide/sessions", body)).body;
      const conversation = `/api/sessions/${sessionId}/conversations/guide`;
      const { turnId } = (await api("POST", `${conversation}/messages`, { text: "Hello" })).body;
      await (await client.follow(sessionId)).until(({ view }) => Object.keys(view().turns).length === 0);
      const { items } = (await api("GET", conversation)).body;
      return items.find((one: { id: string }) => one.id === turnId).model.configId;
    };
    expect(await answeredBy({ modelId: chosen })).toBe(chosen);
    expect(await answeredBy({})).toBe(usual);
  });
});
