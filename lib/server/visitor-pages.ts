import type { IncomingMessage, ServerResponse } from "node:http";
import { limitVisit } from "#lib/application/limits/take-limits.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { networkOf } from "#lib/domain/network.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import { authSessionIdOf } from "#lib/server/authenticate.ts";
import { BARE_PAGE_HEADERS, barePage } from "#lib/server/bare-page.ts";
import { addressOf } from "#lib/server/client-address.ts";
import { limitHeaders } from "#lib/server/doors/limit-headers.ts";

interface VisitorPages {
  ports: Pick<Ports, "rateLimits">;
  authSecret: string;
}

/** Everything that Next draws, but for its scripts and icons. An action counts itself, to answer in its form. */
const isPage = ({ method, url = "", headers }: IncomingMessage): boolean =>
  !/^\/(?:(?:api|_next)\/|(?:favicon\.ico|icon\.svg)(?:\?|$))/.test(url) &&
  !(method === "POST" && headers["next-action"]);

/**
 * Counts the pages of whoever has not signed in as calls of their network, and refuses what is too much before Next
 * begins to draw: the pages for visitors look into the database, and nobody answers for them.
 *
 * @returns a handler that answers true when it has taken the request.
 */
export function limitVisitorPages({ ports, authSecret }: VisitorPages) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (!isPage(request)) return false;
    const headers = new Headers(request.headers as Record<string, string>);
    if ((await authSessionIdOf(headers, authSecret)) !== null) return false;
    const taken: Taken[] = [];
    try {
      await limitVisit({ ports, noteLimits: (some) => taken.push(...some) }, networkOf(addressOf(headers)));
      return false;
    } catch (error) {
      // Where nothing can be counted, the page itself says what is wrong.
      if (errorCode(error) !== "rate_limited") return false;
      request.resume();
      response.writeHead(429, {
        ...Object.fromEntries(limitHeaders(taken)),
        ...BARE_PAGE_HEADERS,
        "retry-after": String(taken[0]?.resetSeconds ?? 60),
      });
      response.end(barePage("Too many requests", (error as Error).message));
      return true;
    }
  };
}
