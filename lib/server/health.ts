import type { IncomingMessage, ServerResponse } from "node:http";
import { getContainer } from "#lib/server/container.ts";

const headers = { "cache-control": "no-store" };

/** `/api/health`: the process is alive. It asks nobody else, so that a slow database does not get it killed. */
export function healthResponse(): Response {
  return Response.json({ status: "ok", uptimeSeconds: Math.round(process.uptime()) }, { headers });
}

/** `/api/ready`: 200 when database, engine and migrations are, else 503 with what is missing. */
export async function readyResponse(): Promise<Response> {
  const checks = await getContainer()
    .ready()
    .catch(() => ({ database: false, engine: false, migrations: false }));
  const ready = Object.values(checks).every(Boolean);
  return Response.json({ status: ready ? "ready" : "not ready", checks }, { status: ready ? 200 : 503, headers });
}

/** All that a worker answers: it has no pages. */
export function createHealthHandler() {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split("?", 1)[0];
    const answer =
      path === "/api/health" ? healthResponse() : path === "/api/ready" ? await readyResponse() : undefined;
    if (!answer) return void response.writeHead(404).end();
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  };
}
