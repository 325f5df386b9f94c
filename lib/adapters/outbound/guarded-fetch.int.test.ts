import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGuardedAgents } from "./guarded-agent.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { createOutboundPolicy } from "./outbound-policy.ts";

const seen: { url: string; port: number | undefined; headers: http.IncomingHttpHeaders; body: string }[] = [];
let dropNext = false;

const server = http.createServer(async (req, res) => {
  let body = "";
  for await (const chunk of req) body += chunk;
  seen.push({ url: req.url ?? "", port: req.socket.remotePort, headers: req.headers, body });
  const path = new URL(req.url ?? "", "http://x").pathname;
  if (dropNext) {
    dropNext = false;
    return req.socket.destroy();
  }
  if (path === "/echo") return res.setHeader("x-twice", ["a", "b"]).end(body);
  if (path === "/to-metadata") return res.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
  if (path === "/to-echo") return res.writeHead(307, { location: "/echo?moved" }).end();
  if (path === "/to-elsewhere") return res.writeHead(302, { location: `http://127.0.0.1:${other}/echo` }).end();
  if (path === "/loop") return res.writeHead(302, { location: "/loop" }).end();
  if (path === "/nothing") return res.writeHead(204).end();
  if (path === "/silent") return;
  if (path === "/cut") {
    res.write("half");
    return setImmediate(() => res.destroy());
  }
  if (path === "/endless") {
    const more = () => {
      while (!res.destroyed && res.write("x".repeat(10_000)));
    };
    res.on("drain", more);
    return more();
  }
  if (path === "/stream") {
    res.write("first");
    held = res;
    return;
  }
  res.writeHead(404).end();
});
const second = http.createServer((req, res) => {
  seen.push({ url: `other ${req.url}`, port: undefined, headers: req.headers, body: "" });
  res.end("other");
});

let held: http.ServerResponse | undefined;
let origin = "";
let other = 0;
let fetchLocal: ReturnType<typeof createGuardedFetch>;

beforeAll(async () => {
  await Promise.all([server, second].map((one) => new Promise<void>((done) => one.listen(0, "127.0.0.1", done))));
  other = (second.address() as AddressInfo).port;
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fetchLocal = createGuardedFetch(createOutboundPolicy("127.0.0.1"));
});
afterAll(() => {
  fetchLocal.close();
  for (const one of [server, second]) {
    one.close();
    one.closeAllConnections();
  }
});

describe("guarded fetch", () => {
  it("refuses this machine unless it is allowed, and connects nowhere", async () => {
    const before = seen.length;
    await expect(createGuardedFetch(createOutboundPolicy())(`${origin}/echo`)).rejects.toMatchObject({
      code: "outbound_refused",
    });
    expect(seen).toHaveLength(before);
  });

  it("refuses a name that leads inside, at the moment of connecting", async () => {
    const agents = createGuardedAgents(createOutboundPolicy(), (_host, _options, done) =>
      done(null, [{ address: "127.0.0.1", family: 4 }]),
    );
    const before = seen.length;
    await expect(
      createGuardedFetch(createOutboundPolicy(), {}, agents)(`http://harmless.example:${new URL(origin).port}/echo`),
    ).rejects.toMatchObject({ code: "outbound_refused" });
    expect(seen).toHaveLength(before);
  });

  it("refuses a name with one bad address among good ones", async () => {
    const agents = createGuardedAgents(createOutboundPolicy(), (_host, _options, done) =>
      done(null, [
        { address: "93.184.215.14", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ]),
    );
    await expect(createGuardedFetch(createOutboundPolicy(), {}, agents)("http://mixed.example/")).rejects.toMatchObject(
      { code: "outbound_refused" },
    );
  });

  it("refuses a name that changes its address after a first harmless answer", async () => {
    const policy = createOutboundPolicy("127.0.0.1");
    const answers = ["127.0.0.1", "169.254.169.254"];
    const agents = createGuardedAgents(policy, (_host, _options, done) =>
      done(null, [{ address: answers.shift() ?? "", family: 4 }]),
    );
    const rebinding = createGuardedFetch(policy, {}, agents);
    const url = `http://rebind.example:${new URL(origin).port}/echo`;
    expect((await rebinding(url, { headers: { connection: "close" } })).status).toBe(200);
    agents.close();
    await expect(rebinding(url)).rejects.toMatchObject({ code: "outbound_refused" });
  });

  it("sends method, headers and body, and reads status, headers and body", async () => {
    const response = await fetchLocal(`${origin}/echo?q=ü`, {
      method: "POST",
      headers: { "content-type": "text/plain", authorization: "Bearer k", host: "evil.example" },
      body: "grüße",
    });
    expect([response.status, response.url, response.headers.get("x-twice"), await response.text()]).toEqual([
      200,
      `${origin}/echo?q=%C3%BC`,
      "a, b",
      "grüße",
    ]);
    expect(seen.at(-1)?.headers).toMatchObject({
      authorization: "Bearer k",
      "content-length": "7",
      host: new URL(origin).host,
      "accept-encoding": "identity",
    });
  });

  it.each([
    ["bytes", new TextEncoder().encode("abc"), "abc"],
    ["a form", new URLSearchParams({ a: "1" }), "a=1"],
    ["a blob", new Blob(["blob"]), "blob"],
  ])("sends %s", async (_, body, expected) => {
    expect(await (await fetchLocal(`${origin}/echo`, { method: "PUT", body })).text()).toBe(expected);
  });

  it("takes a Request", async () => {
    const response = await fetchLocal(new Request(`${origin}/echo`, { method: "POST", body: "from a request" }));
    expect(await response.text()).toBe("from a request");
  });

  it("uses one socket again for the next request", async () => {
    await (await fetchLocal(`${origin}/echo`)).text();
    await (await fetchLocal(`${origin}/echo`)).text();
    expect(seen.at(-1)?.port).toBe(seen.at(-2)?.port);
  });

  it("replaces a kept socket that the server closed", async () => {
    await (await fetchLocal(`${origin}/echo`)).text();
    dropNext = true;
    expect(await (await fetchLocal(`${origin}/echo`, { method: "POST", body: "again" })).text()).toBe("again");
  });

  it("checks where a redirect leads", async () => {
    await expect(fetchLocal(`${origin}/to-metadata`)).rejects.toMatchObject({
      code: "outbound_refused",
      message: expect.stringContaining("169.254.169.254"),
    });
  });

  it("follows a permitted redirect, but takes no key to another origin", async () => {
    expect((await fetchLocal(`${origin}/to-echo`, { headers: { authorization: "Bearer k" } })).url).toBe(
      `${origin}/echo?moved`,
    );
    expect(seen.at(-1)?.headers.authorization).toBe("Bearer k");
    expect(
      await (
        await fetchLocal(`${origin}/to-elsewhere`, { headers: { authorization: "Bearer k", "x-api-key": "k" } })
      ).text(),
    ).toBe("other");
    expect(seen.at(-1)?.headers).not.toHaveProperty("authorization");
    expect(seen.at(-1)?.headers).not.toHaveProperty("x-api-key");
  });

  it("does not send a body on to where a redirect leads, and ends a loop", async () => {
    await expect(fetchLocal(`${origin}/to-echo`, { method: "POST", body: "secret" })).rejects.toMatchObject({
      code: "outbound_refused",
      message: expect.stringContaining("final address"),
    });
    await expect(fetchLocal(`${origin}/loop`)).rejects.toMatchObject({ code: "outbound_refused" });
    await expect(fetchLocal(`${origin}/to-echo`, { redirect: "error" })).rejects.toMatchObject({
      code: "outbound_refused",
    });
    expect((await fetchLocal(`${origin}/to-echo`, { redirect: "manual" })).status).toBe(307);
  });

  it("reads an answer without a body", async () => {
    const response = await fetchLocal(`${origin}/nothing`);
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it("gives bytes on as they arrive", async () => {
    const reader = (await fetchLocal(`${origin}/stream`)).body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
    held?.end("second");
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("second");
    expect((await reader?.read())?.done).toBe(true);
  });

  it("makes a cut connection an error, after the bytes that came", async () => {
    const reader = (await fetchLocal(`${origin}/cut`)).body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("half");
    await expect(reader?.read()).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("loses no byte that came before a cut, however late they are read", async () => {
    const response = await fetchLocal(`${origin}/stream`);
    held?.destroy();
    await (await fetchLocal(`${origin}/echo`)).text();
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
    await expect(reader?.read()).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("stops an endless answer at the limit", async () => {
    const limited = createGuardedFetch(createOutboundPolicy("127.0.0.1"), { maxResponseBytes: 100_000 });
    await expect((await limited(`${origin}/endless`)).text()).rejects.toMatchObject({ code: "outbound_failed" });
  });

  it("gives up a silent server", async () => {
    const impatient = createGuardedFetch(createOutboundPolicy("127.0.0.1"), { idleTimeoutMs: 50 });
    await expect(impatient(`${origin}/silent`)).rejects.toMatchObject({
      message: "fetch failed",
      cause: { code: "ETIMEDOUT" },
    });
  });

  it("says what failed when nobody listens or the name is unknown", async () => {
    await expect(fetchLocal("http://127.0.0.1:1/")).rejects.toMatchObject({
      message: "fetch failed",
      cause: { code: "ECONNREFUSED" },
    });
    await expect(fetchLocal("http://no-such-host.invalid/")).rejects.toMatchObject({
      message: "fetch failed",
      cause: { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) },
    });
  });

  it("honours an abort before, while waiting and while reading", async () => {
    await expect(fetchLocal(`${origin}/echo`, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    const waiting = new AbortController();
    const pending = fetchLocal(`${origin}/silent`, { signal: waiting.signal });
    setImmediate(() => waiting.abort());
    await expect(pending).rejects.toMatchObject({ name: "AbortError" });
    const reading = new AbortController();
    const reader = (await fetchLocal(`${origin}/stream`, { signal: reading.signal })).body?.getReader();
    await reader?.read();
    reading.abort();
    await expect(reader?.read()).rejects.toMatchObject({ name: "AbortError" });
  });
});
