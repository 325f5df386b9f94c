import type { Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { ClaimedTurn } from "#lib/application/ports/turns.ts";
import { newId } from "#lib/server/new-id.ts";

/** What a turn acts with: in the name of the person who asked, with a member's rights and no more. */
export function contextOfTurn(ports: Ports, { workspaceId, userId, id }: ClaimedTurn): Context {
  return {
    actor: { kind: "system", userId, process: "turn" },
    workspaceId,
    role: "member",
    correlationId: id,
    now: () => new Date().toISOString(),
    newId,
    ports,
  };
}
