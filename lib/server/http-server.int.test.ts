import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHttpServer, type Handlers, type HttpServer } from "#lib/server/http-server.ts";

describe("the HTTP server", () => {
  let http: HttpServer;
  let origin: string;
  beforeEach(async () => {
    http = createHttpServer(["127.0.0.1"]);
    http.server.listen(0, "127.0.0.1");
    await once(http.server, "listening");
    origin = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
  });
  afterEach(() => http.close());

  const handlers: Handlers = {
    request: async (_request, response) => void response.writeHead(200).write("begun"),
    upgrade: (_request, socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
    isNew: ({ method, url }) => method === "POST" && url !== "/stop",
  };

  async function upgrade() {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    socket.write("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    const [answer] = await once(socket, "data");
    return { socket, status: String(answer).split(" ")[1] };
  }

  test("has its port before it can serve, and asks to come again", async () => {
    const answer = await fetch(origin);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await answer.json()).toMatchObject({ code: "unavailable" });
    const page = await fetch(origin, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("refresh")]).toEqual([503, "2"]);
    expect(await page.text()).toContain("<h1>Throughline is starting</h1>");
    expect((await upgrade()).status).toBe("503");
  });

  test("notes where a request or an upgrade comes from, whatever it says of itself", async () => {
    const seen: string[] = [];
    const note = ({ headers }: IncomingMessage) => seen.push(String(headers["x-throughline-address"]));
    http.serve({
      ...handlers,
      request: async (request, response) => {
        note(request);
        response.end();
      },
      upgrade: (request, socket) => {
        note(request);
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      },
    });
    const forged = { "x-throughline-address": "192.0.2.1" };
    await fetch(origin, { headers: forged });
    await fetch(origin, { headers: { ...forged, "x-forwarded-for": "198.51.100.7" } });
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    const fields = "Connection: Upgrade\r\nUpgrade: websocket\r\nX-Throughline-Address: 192.0.2.1";
    socket.write(`GET /ws HTTP/1.1\r\nHost: x\r\n${fields}\r\n\r\n`);
    await once(socket, "data");
    expect(seen).toEqual(["127.0.0.1", "198.51.100.7", "127.0.0.1"]);
  });

  test("ends open streams and upgraded sockets at its close, which waits for nobody", async () => {
    http.serve(handlers);
    const { socket, status } = await upgrade();
    expect(status).toBe("101");
    const stream = await fetch(origin);
    const ended = [once(socket, "close"), expect(stream.text()).rejects.toThrow()];
    await http.close();
    await Promise.all(ended);
  });

  test("that drains sends whatever is new elsewhere, and still answers the rest", async () => {
    http.serve(handlers);
    http.drain();
    const read = await fetch(origin);
    expect([read.status, read.headers.get("connection")]).toEqual([200, "close"]);
    await read.body?.cancel();
    const sent = await fetch(origin, { method: "POST", body: "{}" });
    expect([sent.status, sent.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await sent.json()).toMatchObject({ code: "unavailable", detail: expect.stringContaining("about to stop") });
    const stopped = await fetch(`${origin}/stop`, { method: "POST" });
    expect(stopped.status).toBe(200);
    await stopped.body?.cancel();
    expect((await upgrade()).status).toBe("503");
  });

  test("answers 500 when a handler fails, and goes on", async () => {
    http.serve({
      ...handlers,
      request: async (request, response) => {
        if (request.url === "/bad") throw new Error("expected by this test");
        response.end("good");
      },
    });
    expect((await fetch(`${origin}/bad`)).status).toBe(500);
    expect(await (await fetch(origin)).text()).toBe("good");
  });

  test("an address that is not well encoded is nobody's", async () => {
    http.serve(handlers);
    for (const path of ["/api/sessions/%E0%A4%A", "/a2a/%"]) {
      const answer = await fetch(`${origin}${path}`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
      expect(await answer.json()).toMatchObject({ code: "not_found" });
    }
  });

  test.each(["/api/../sign-in", "/api/%2e%2e/sign-in", "/_next/.%2E/sign-in", "/api/./me", "//sign-in", "/api\\me"])(
    "%s, which everybody would read as something else, is nobody's",
    async (path) => {
      http.serve(handlers);
      // Not with fetch, which goes no such way.
      const [answer] = (await once(get(origin, { path }), "response")) as [IncomingMessage];
      answer.resume();
      expect(answer.statusCode).toBe(404);
    },
  );
});
