import { DomainError } from "#lib/domain/errors.ts";
import { getContainer } from "#lib/server/container.ts";
import type { Handlers } from "#lib/server/http-server.ts";
import { serveMetrics } from "#lib/server/metrics/serve-metrics.ts";
import { newId } from "#lib/server/new-id.ts";
import { problemResponse } from "#lib/server/problem.ts";

const headers = { "cache-control": "no-store" };

/** `/api/health`: the process is alive. It asks nobody else, so that a slow database does not get it killed. */
export function healthResponse(): Response {
  const status = getContainer().draining ? "draining" : "ok";
  return Response.json({ status, uptimeSeconds: Math.round(process.uptime()) }, { headers });
}

/** `/api/ready`: 200 when database, engine and migrations are, else 503 with what is missing, or that it is draining. */
export async function readyResponse(): Promise<Response> {
  const container = getContainer();
  const checks = await container.ready().catch(() => ({ database: false, engine: false, migrations: false }));
  const ready = !container.draining && Object.values(checks).every(Boolean);
  const status = container.draining ? "draining" : ready ? "ready" : "not ready";
  return Response.json({ status, checks }, { status: ready ? 200 : 503, headers });
}

/** All that a worker answers: it has no pages and no API. */
export function createWorkerHandlers(): Handlers {
  return {
    async request(request, response) {
      const { metrics, metricsToken } = getContainer();
      if (serveMetrics(metrics, metricsToken, request, response)) return;
      const path = request.url?.split("?", 1)[0];
      const answer =
        path === "/api/health" ? healthResponse() : path === "/api/ready" ? await readyResponse() : elsewhere();
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    },
    isNew: () => false,
    upgrade: (_request, socket) =>
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
  };
}

const elsewhere = (): Response =>
  problemResponse(
    new DomainError(
      "not_found",
      "This process is a worker: it answers /api/health, /api/ready and /api/metrics only. Pages and API are at a process with the role web or all.",
    ),
    newId(),
  );
