import type { Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { KnownClientAction } from "#lib/application/ports/reads.ts";
import type { ClaimedTurn } from "#lib/application/ports/turns.ts";
import { newId } from "#lib/server/new-id.ts";

/** What a turn acts with: in the name of the person who asked, with a member's rights and no more. */
export const contextOfTurn = (ports: Ports, { workspaceId, userId, id }: ClaimedTurn): Context =>
  contextOf(ports, { workspaceId, userId, correlationId: id });

/** What the end of a question is recorded with: in the name of the session's owner. */
export const contextOfQuestion = (ports: Ports, action: KnownClientAction): Context =>
  contextOf(ports, { workspaceId: action.workspaceId, userId: action.sessionOwnerId, correlationId: action.turnId });

function contextOf(
  ports: Ports,
  { workspaceId, userId, correlationId }: Pick<Context, "workspaceId" | "correlationId"> & { userId: string },
): Context {
  return {
    actor: { kind: "system", userId, process: "turn" },
    workspaceId,
    role: "member",
    correlationId,
    door: "turn",
    now: () => new Date().toISOString(),
    newId,
    ports,
  };
}
