import { once } from "node:events";
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createCluster, createHouse } from "#lib/testing/house.ts";
import { createMetrics } from "./metrics.ts";
import { serveMetrics } from "./serve-metrics.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Asks for the metrics of a server; what comes back, and its status. */
async function ask(token: string | undefined, headers: Record<string, string> = {}, method = "GET") {
  const metrics = createMetrics();
  const server = createServer((request, response) => {
    if (!serveMetrics(metrics, token, request, response)) response.writeHead(418).end();
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const asked = send({ host: "127.0.0.1", port, path: "/api/metrics", method, headers }).end();
  const [response] = await once(asked, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, type: response.headers["content-type"], body };
}

describe("who may read the metrics", () => {
  test("without a token: a program on this machine", async () => {
    const { status, type, body } = await ask(undefined);
    expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    expect(body).toContain("process_cpu_seconds_total");
  });

  test.each<Record<string, string>>([
    { "x-forwarded-for": "198.51.100.7" },
    { forwarded: "for=198.51.100.7" },
    { "x-forwarded-host": "throughline.example" },
    { host: "rebound.example" },
  ])("without a token nobody who comes by a proxy or another name: %j", async (headers) => {
    const { status, body } = await ask(undefined, headers);
    expect(status).toBe(403);
    expect(JSON.parse(body).code).toBe("forbidden");
  });

  test("with a token: whoever has it, from wherever, and nobody else", async () => {
    const far = { host: "throughline.example", "x-forwarded-for": "198.51.100.7" };
    expect((await ask("a-long-enough-secret", { ...far, authorization: "Bearer a-long-enough-secret" })).status).toBe(
      200,
    );
    const wrong: Record<string, string>[] = [
      {},
      { authorization: "Bearer a-long-enough-secreT" },
      { authorization: "a-long-enough-secret" },
    ];
    for (const headers of wrong) expect((await ask("a-long-enough-secret", headers)).status).toBe(401);
  });

  test("nothing can be done here but to read", async () => {
    expect((await ask(undefined, {}, "POST")).status).toBe(405);
  });
});

test("a server tells what it answered, refused and runs, and names nobody", async () => {
  const house = await createHouse({ onTestFinished });
  const server = await house.start({ RATE_CALLS_PER_KEY: "8" });
  const key = await house.createUser();
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const call = (path: string, body?: object) =>
    fetch(server.origin + path, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
  const metrics = async () => (await fetch(`${server.origin}/api/metrics`)).text();

  const { id } = await (await call("/api/sessions", { title: "Canary of ours" })).json();
  const path = `/api/sessions/${id}/conversations/probe/messages`;
  expect((await call(path, { text: "stream 3" })).status).toBe(202);
  await expect.poll(metrics).toContain('throughline_turns_total{status="completed"} 1');
  const stop = new AbortController();
  const events = await fetch(`${server.origin}/api/events`, { headers, signal: stop.signal });
  expect(events.status).toBe(200);
  for (let n = 0; n < 6; n++) await call(`/api/sessions/${id}`);
  await call("/api/nowhere/at/all");
  await expect.poll(metrics).toContain('door="none",status="404"');

  const text = await metrics();
  const line = (wanted: string) => expect(text).toContain(`\n${wanted}\n`);
  line('throughline_http_requests_total{method="POST",door="/api/sessions",status="201"} 1');
  line('throughline_http_requests_total{method="GET",door="/api/sessions/{sessionId}",status="200"} 5');
  line('throughline_http_requests_total{method="GET",door="/api/sessions/{sessionId}",status="429"} 1');
  line('throughline_rate_limit_refusals_total{limit="calls-per-key"} 1');
  line('throughline_connections{kind="events"} 1');
  line("throughline_turns_running 0");
  line('throughline_circuits_open{kind="model"} 0');
  expect(text).toMatch(/\nthroughline_database_connections\{state="idle"\} \d+\n/);
  expect(text).toMatch(/\nthroughline_model_resolver_misses_total \d+\n/);
  for (const secret of [id, key, "Canary", "ada@example", "Test"]) expect(text).not.toContain(secret);
  stop.abort();
});

test("a worker tells what runs in it", async () => {
  const house = await createCluster({ onTestFinished });
  const worker = await house.start({ THROUGHLINE_ROLE: "worker" });
  const response = await fetch(`${worker.origin}/api/metrics`);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain("\nthroughline_turns_running 0\n");
});
