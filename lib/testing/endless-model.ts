import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A model behind the OpenAI wire that writes word after word until whoever asked leaves, or that is overloaded. */
export async function startEndlessModel(how: "writes" | "is overloaded" = "writes") {
  const asked: ServerResponse[] = [];
  const left: Promise<unknown>[] = [];
  let hear = (): void => {};
  const server = createServer((request, response) => {
    request.resume();
    if (request.method !== "POST") return void response.writeHead(404).end();
    asked.push(response);
    left.push(once(response, "close"));
    hear();
    if (how === "is overloaded")
      return void response
        .writeHead(503, { "retry-after": "30", "content-type": "application/json" })
        .end(JSON.stringify({ error: { message: "Overloaded.", type: "server_error" } }));
    response.writeHead(200, { "content-type": "text/event-stream" });
    let n = 0;
    const writing = setInterval(() => {
      const choices = [{ index: 0, delta: { content: `word${n++} ` }, finish_reason: null }];
      response.write(`data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", model: "m", choices })}\n\n`);
    }, 20);
    response.on("close", () => clearInterval(writing));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    config: {
      name: "Endless",
      provider: "openai-compatible",
      model: "m",
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      apiKey: "sk-test",
      scope: "workspace",
      isDefault: true,
    },
    /** How often it was asked. */
    count: () => asked.length,
    /** Resolves when it has been asked for the first time. */
    asked: new Promise<void>((resolve) => {
      hear = resolve;
    }),
    /** Resolves when whoever asked first has gone. */
    left: async () => void (await left[0]),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
