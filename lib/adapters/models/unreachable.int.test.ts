import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createGuardedFetch } from "#lib/adapters/outbound/guarded-fetch.ts";
import { createOutboundPolicy } from "#lib/adapters/outbound/outbound-policy.ts";
import { probeModel } from "#lib/application/llm/probe-model.ts";
import { SELF_SIGNED } from "#lib/testing/self-signed.ts";
import { modelFactory } from "./create-model.ts";

const fetch = createGuardedFetch(createOutboundPolicy(["127.0.0.1"]));
const createModel = modelFactory({ fetch });
let plain: Server;
let tls: Server;

const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  plain = createServer((request, answer) => {
    if (request.url?.startsWith("/hangs")) return;
    const isKnown = request.url?.startsWith("/page");
    answer.writeHead(isKnown ? 200 : 404, { "content-type": "text/html" }).end("<html>Welcome to nginx</html>");
  }).listen(0, "127.0.0.1");
  tls = createTlsServer(SELF_SIGNED, (_, answer) => answer.end("{}")).listen(0, "127.0.0.1");
  await Promise.all([once(plain, "listening"), once(tls, "listening")]);
});
afterAll(() => {
  fetch.close();
  plain.closeAllConnections();
  plain.close();
  tls.close();
});

const PROVIDERS = [
  { provider: "openai-compatible", model: "m" },
  { provider: "openai", model: "m", wire: "responses" },
  { provider: "anthropic", model: "m" },
  { provider: "azure", model: "m", deployment: "d" },
];

it.each([
  ["a wrong path", () => `http://127.0.0.1:${portOf(plain)}/wrong`, "model_not_found", /web page .*\/v1/],
  ["a web page", () => `http://127.0.0.1:${portOf(plain)}/page`, "model_not_found", /web page/],
  ["a closed port", () => "http://127.0.0.1:1/v1", "model_unavailable", /Nothing listens/],
  ["a self-signed certificate", () => `https://127.0.0.1:${portOf(tls)}/v1`, "model_unavailable", /signed itself/],
  ["TLS to a server without", () => `https://127.0.0.1:${portOf(plain)}/v1`, "model_unavailable", /another protocol/],
  ["a private address", () => "http://10.0.0.1/v1", "outbound_refused", /OUTBOUND_ALLOW/],
])("%s is explained whatever the provider", async (_, baseUrl, code, words) => {
  for (const connection of PROVIDERS) {
    const error = await probeModel(createModel, { ...connection, apiKey: "k", baseUrl: baseUrl() }, undefined);
    expect(error, connection.provider).toMatchObject({ code, message: expect.stringMatching(words) });
  }
});

it("a model that says nothing is left after a while, and says what that may be", async () => {
  const connection = { provider: "openai-compatible", model: "m", baseUrl: `http://127.0.0.1:${portOf(plain)}/hangs` };
  expect(await probeModel(createModel, connection, undefined, 50)).toMatchObject({
    ...{ code: "model_timeout", message: expect.stringContaining("still be loading") },
  });
});

it("a test that is broken off ends the request to the provider", async () => {
  const stop = new AbortController();
  const connection = { provider: "openai-compatible", model: "m", baseUrl: `http://127.0.0.1:${portOf(plain)}/hangs` };
  const arriving = once(plain, "request");
  const probe = probeModel(createModel, connection, stop.signal);
  const [, answer] = await arriving;
  const ended = once(answer, "close");
  stop.abort(new Error("gone"));
  await expect(probe).rejects.toThrow("gone");
  await ended;
});
