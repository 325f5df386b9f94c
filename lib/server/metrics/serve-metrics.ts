import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { BlockList, isIP } from "node:net";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/server/new-id.ts";
import { toProblem } from "#lib/server/problem.ts";
import type { Metrics } from "./metrics.ts";

export const METRICS_PATH = "/api/metrics";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");
const LOCAL_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/**
 * Answers `/api/metrics`; false for everything else. With a token only who brings it reads them; without one only a
 * program on this machine that comes by no proxy.
 */
export function serveMetrics(
  metrics: Metrics,
  token: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (request.url?.split("?", 1)[0] !== METRICS_PATH) return false;
  void answer(metrics, token, request, response);
  return true;
}

async function answer(
  metrics: Metrics,
  token: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (request.method !== "GET") throw new DomainError("method_not_allowed", "Use GET.");
    admit(request, token);
    const headers = { "content-type": metrics.contentType, "cache-control": "no-store" };
    response.writeHead(200, headers).end(await metrics.text());
  } catch (error) {
    const problem = toProblem(error, newId());
    const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
    response.writeHead(problem.status, headers).end(JSON.stringify(problem));
  }
}

/** @throws `unauthenticated`, `forbidden` */
function admit({ headers, socket }: IncomingMessage, token: string | undefined): void {
  if (token !== undefined) {
    if (isSame(headers.authorization ?? "", `Bearer ${token}`)) return;
    throw new DomainError("unauthenticated", "Send the operator's METRICS_TOKEN as Authorization: Bearer ….");
  }
  const address = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const version = isIP(address);
  const isNear = version !== 0 && loopback.check(address, version === 6 ? "ipv6" : "ipv4");
  const byProxy = Object.keys(headers).some((name) => name === "forwarded" || name.startsWith("x-forwarded-"));
  // A page whose name has come to mean this machine would bring a host of its own.
  if (isNear && !byProxy && LOCAL_HOST.test(headers.host ?? "")) return;
  throw new DomainError(
    "forbidden",
    "Only this machine may read the metrics. Set METRICS_TOKEN to read them from elsewhere.",
  );
}

const digest = (text: string) => createHash("sha256").update(text).digest();
const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));
