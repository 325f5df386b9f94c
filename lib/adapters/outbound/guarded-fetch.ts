import type { ClientRequest, IncomingMessage } from "node:http";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import { type Concealer, concealerFor } from "./conceal.ts";
import { createGuardedAgents, type GuardedAgents } from "./guarded-agent.ts";
import { toWebStream } from "./node-body.ts";
import { bareHost, type OutboundPolicy, portOf } from "./outbound-policy.ts";

export type GuardedFetchLimits = {
  /** Time to reach the server, default 10 s. */
  connectTimeoutMs?: number;
  /** Longest silence on an open connection, before or between bytes, default 120 s. */
  idleTimeoutMs?: number;
  /** Largest response body, default 64 MiB. */
  maxResponseBytes?: number;
};

export type GuardedFetch = typeof fetch & { close(): void };

const MAX_REDIRECTS = 5;
const DROPPED_HEADERS = new Set([
  "host",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "upgrade",
  "te",
  "trailer",
  "proxy-authorization",
  "proxy-connection",
]);

type Exchange = {
  method: string;
  headers: Record<string, string>;
  body: Uint8Array | string | undefined;
  signal: AbortSignal | undefined;
};

/**
 * The one `fetch` for every outbound request, on node:http with kept-alive sockets.
 * Refuses what the policy refuses (`outbound_refused`), follows redirects of GET and HEAD alone, each checked anew.
 * A network failure is a `TypeError("fetch failed")` whose cause carries the system's code; an abort rejects with its reason.
 * What a request is authorised with is taken out of its answer: a server that repeats it would have it shown and stored.
 */
export function createGuardedFetch(
  policy: OutboundPolicy,
  limits: GuardedFetchLimits = {},
  agents: GuardedAgents = createGuardedAgents(policy),
): GuardedFetch {
  const { connectTimeoutMs = 10_000, idleTimeoutMs = 120_000, maxResponseBytes = 64 * 1024 * 1024 } = limits;

  async function guardedFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const request = input instanceof Request ? input : undefined;
    let url = parseUrl(request ? request.url : String(input));
    const exchange = await readExchange(request, init);
    const redirect = init.redirect ?? request?.redirect ?? "follow";
    const hasBody = exchange.method !== "GET" && exchange.method !== "HEAD";
    const conceal = concealerFor(exchange.headers);
    for (let hop = 0; ; hop++) {
      const message = await exchangeOnce(url, exchange);
      const location = message.headers.location;
      const status = message.statusCode ?? 0;
      if (![301, 302, 303, 307, 308].includes(status) || location === undefined || redirect === "manual")
        return toResponse(message, url, exchange, conceal);
      message.destroy();
      if (redirect === "error" || hasBody)
        throw new DomainError(
          "outbound_refused",
          `${url.host} answers with a redirect to ${conceal.text(location)}, which is not followed. Enter the final address.`,
        );
      if (hop === MAX_REDIRECTS)
        throw new DomainError(
          "outbound_refused",
          `${url.host} redirects more than ${MAX_REDIRECTS} times. Enter the final address.`,
        );
      const next = parseUrl(location, url);
      if (next.origin !== url.origin)
        for (const name of ["authorization", "cookie", "x-api-key", "api-key"]) delete exchange.headers[name];
      url = next;
    }
  }

  /** One request; a kept-alive socket that the server closed meanwhile is replaced once. */
  async function exchangeOnce(url: URL, exchange: Exchange): Promise<IncomingMessage> {
    policy.checkUrl(url);
    for (let attempt = 0; ; attempt++) {
      const sent = send(url, exchange);
      try {
        return await sent.response;
      } catch (error) {
        const code = (error as { code?: unknown }).code;
        if (exchange.signal?.aborted) throw exchange.signal.reason;
        if (attempt === 0 && sent.request.reusedSocket && (code === "ECONNRESET" || code === "EPIPE")) continue;
        throw errorCode(error) ? error : new TypeError("fetch failed", { cause: error });
      }
    }
  }

  function send(url: URL, exchange: Exchange): { request: ClientRequest; response: Promise<IncomingMessage> } {
    const { agent, request: start } = agents.forUrl(url);
    exchange.signal?.throwIfAborted();
    const request = start({
      agent,
      protocol: url.protocol,
      host: bareHost(url.hostname),
      port: portOf(url),
      path: url.pathname + url.search,
      method: exchange.method,
      headers: exchange.headers,
      timeout: idleTimeoutMs,
    });
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const onAbort = () =>
      request.destroy(exchange.signal?.reason instanceof Error ? exchange.signal.reason : new Error("aborted"));
    exchange.signal?.addEventListener("abort", onAbort, { once: true });
    request.once("close", () => exchange.signal?.removeEventListener("abort", onAbort));
    request.once("timeout", () =>
      request.destroy(withCode("ETIMEDOUT", `No data from ${url.host} for ${idleTimeoutMs / 1000} s.`)),
    );
    request.once("socket", (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(
        () =>
          request.destroy(withCode("ETIMEDOUT", `${url.host} cannot be reached within ${connectTimeoutMs / 1000} s.`)),
        connectTimeoutMs,
      );
      const stop = () => clearTimeout(timer);
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", stop).once("close", stop);
    });
    request.once("response", resolve);
    request.on("error", reject);
    request.end(exchange.body);
    return { request, response: promise };
  }

  function toResponse(message: IncomingMessage, url: URL, exchange: Exchange, conceal: Concealer): Response {
    const status = message.statusCode ?? 0;
    const headers = new Headers();
    for (let at = 0; at < message.rawHeaders.length; at += 2)
      headers.append(message.rawHeaders[at] ?? "", conceal.text(message.rawHeaders[at + 1] ?? ""));
    const empty = exchange.method === "HEAD" || status === 204 || status === 205 || status === 304;
    if (empty) message.resume();
    const body = empty
      ? null
      : toWebStream(message, { maxBytes: maxResponseBytes, host: url.host, signal: exchange.signal, conceal });
    const response = new Response(body, { status, statusText: conceal.text(message.statusMessage ?? ""), headers });
    Object.defineProperty(response, "url", { value: url.href });
    return response;
  }

  return Object.assign(guardedFetch, { close: () => agents.close() });
}

async function readExchange(request: Request | undefined, init: RequestInit): Promise<Exchange> {
  const headers: Record<string, string> = {};
  for (const [name, value] of new Headers(init.headers ?? request?.headers))
    if (!DROPPED_HEADERS.has(name)) headers[name] = value;
  headers["accept-encoding"] = "identity";
  const source = init.body ?? request?.body ?? undefined;
  let body: Exchange["body"];
  if (typeof source === "string" || source instanceof Uint8Array) body = source;
  else if (source) {
    const encoded = new Response(source as BodyInit);
    body = new Uint8Array(await encoded.arrayBuffer());
    const type = encoded.headers.get("content-type");
    if (type && !headers["content-type"]) headers["content-type"] = type;
  }
  if (body !== undefined)
    headers["content-length"] = String(typeof body === "string" ? Buffer.byteLength(body) : body.byteLength);
  return {
    method: (init.method ?? request?.method ?? "GET").toUpperCase(),
    headers,
    body,
    signal: init.signal ?? request?.signal ?? undefined,
  };
}

function parseUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base))
    throw new DomainError(
      "outbound_refused",
      `"${text.slice(0, 200)}" is not a valid web address. It starts with http:// or https://.`,
    );
  return new URL(text, base);
}

function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
