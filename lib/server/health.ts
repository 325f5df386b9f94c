import { getContainer } from "#lib/server/container.ts";

const headers = { "cache-control": "no-store" };

/** `/api/health`: the process is alive. It asks nobody else, so that a slow database does not get us killed. */
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
