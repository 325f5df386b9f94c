import type { Visitor } from "#lib/application/accounts/visitor.ts";
import type { Context } from "#lib/application/context.ts";
import type { Identity } from "#lib/server/authenticate.ts";
import { addressOf } from "#lib/server/client-address.ts";
import { getContainer } from "#lib/server/container.ts";
import { newId } from "#lib/server/new-id.ts";

const now = () => new Date().toISOString();

/** What verbs get for an authenticated request. */
export function contextOf(
  identity: Identity,
  correlationId: string,
  door: string,
  noteLimits?: Context["noteLimits"],
): Context {
  return { ...identity, correlationId, door, now, newId, ports: getContainer().ports, noteLimits };
}

/** What verbs for anyone get. */
export function visitorOf(headers: Headers, correlationId: string, door: string): Visitor {
  return {
    correlationId,
    door,
    now,
    newId,
    ports: getContainer().ports,
    address: addressOf(headers),
    userAgent: headers.get("user-agent"),
  };
}
