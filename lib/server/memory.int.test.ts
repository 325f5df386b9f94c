import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { Memory } from "#lib/domain/agent/memory.ts";
import { createCluster } from "#lib/testing/house.ts";

const TIMEOUT = 180_000;

/** A provider on the OpenAI wire: it answers turns, and summaries only once it is told to. */
async function createProvider() {
  const asked: string[] = [];
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { stream } = JSON.parse(body);
    if (stream) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const chunk = (choice: object) =>
        `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, ...choice }] })}\n\n`;
      response.end(
        `${chunk({ delta: { role: "assistant", content: "It is 7 %." } })}${chunk({ delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`,
      );
      return;
    }
    asked.push(body);
    await released;
    const message = { role: "assistant", content: "They agreed on 7 %." };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ id: "1", object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }] }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    release();
    server.closeAllConnections();
    server.close();
  };
  return { asked, release, close, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

/** The API as one person uses it. */
function apiOf(origin: string, apiKey: string) {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const call = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const response = await fetch(origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const memories = async () => (await call<{ items: Memory[] }>("GET", "/api/agents/luca/memories")).items;
  return { call, memories };
}

const LUCA = "conversations/luca/messages";

test("a process that is killed while its model sums a session up loses nothing: another one writes it, once", {
  timeout: TIMEOUT,
}, async (context) => {
  const provider = await createProvider();
  context.onTestFinished(provider.close);
  const house = await createCluster(context);
  const env = { OUTBOUND_ALLOW: "127.0.0.1" };
  const first = await house.start(env);
  const apiKey = await house.createUser();
  const { call } = apiOf(first.origin, apiKey);
  await call("POST", "/api/llm-configs", {
    ...{ name: "Test", provider: "openai-compatible", model: "m", baseUrl: provider.baseUrl },
    ...{ scope: "workspace", isDefault: true },
  });
  const { id } = await call<{ id: string }>("POST", "/api/sessions", {});
  await call("POST", `/api/sessions/${id}/${LUCA}`, { text: "Which rate?" });
  const view = () => call<{ turns: object }>("GET", `/api/sessions/${id}/view`);
  await expect.poll(async () => Object.keys((await view()).turns).length, { timeout: 60_000 }).toBe(0);

  const completed = await call<{ status: string }>("POST", `/api/sessions/${id}/complete`, {});
  expect(completed.status).toBe("completed");
  await expect.poll(() => provider.asked.length, { timeout: 60_000 }).toBe(1);
  expect(provider.asked[0]).toContain("Which rate?");
  await first.kill("SIGKILL");

  const second = await house.start(env);
  const { call: again, memories } = apiOf(second.origin, apiKey);
  await expect.poll(() => provider.asked.length, { timeout: 60_000 }).toBe(2);
  expect(await memories()).toEqual([]);
  provider.release();
  await expect
    .poll(memories, { timeout: 60_000 })
    .toMatchObject([{ sessionId: id, text: "They agreed on 7 %.", source: "model" }]);
  const { items } = await again<{ items: { summary: string | null }[] }>("GET", "/api/agents/luca/history");
  expect(items.map((part) => part.summary)).toEqual(["They agreed on 7 %."]);
});

test("a session that a process without work completes is summed up by a worker that comes later", {
  timeout: TIMEOUT,
}, async (context) => {
  const house = await createCluster(context);
  const all = await house.start();
  const apiKey = await house.createUser();
  const { call } = apiOf(all.origin, apiKey);
  const { id } = await call<{ id: string }>("POST", "/api/sessions", {});
  await call("POST", `/api/sessions/${id}/${LUCA}`, { text: "How much is 19 % VAT on 2,480?" });
  const view = () => call<{ turns: object }>("GET", `/api/sessions/${id}/view`);
  await expect.poll(async () => Object.keys((await view()).turns).length, { timeout: 60_000 }).toBe(0);
  await all.kill("SIGKILL");

  const web = await house.start({ THROUGHLINE_ROLE: "web" });
  await apiOf(web.origin, apiKey).call("POST", `/api/sessions/${id}/complete`, {});
  const { memories } = apiOf(web.origin, apiKey);
  expect(await memories()).toEqual([]);
  await house.start({ THROUGHLINE_ROLE: "worker" });
  await expect.poll(memories, { timeout: 60_000 }).toMatchObject([{ source: "rule", sessionId: id }]);
  expect((await memories())[0]?.text).toMatch(/^Asked: “How much is 19 % VAT on 2,480\?” Answered: .*471\.2/);
});
