import { DomainError } from "#lib/domain/errors.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { CreateWorkspaceInput, WorkspaceView } from "./schema.ts";

/** Enough for anyone, and an end to a loop that makes them. */
const MOST_OWNED = 50;

/** Makes a further workspace, which its maker owns. Everybody who has an account may. */
export async function createWorkspace({ ctx, input: { name } }: Call<CreateWorkspaceInput>): Promise<WorkspaceView> {
  authorize(ctx, "workspace:write");
  const { userId } = requirePerson(ctx);
  if ((await ctx.ports.workspaces.ownedBy(userId)) >= MOST_OWNED)
    throw new DomainError("forbidden", `You own ${MOST_OWNED} workspaces. Hand one over or delete one first.`);
  const id = ctx.newId();
  const target = { kind: "workspace", id, name } as const;
  const audit = auditOf({ ...ctx, workspaceId: id }, { verb: "workspace.created", target, after: { name } });
  await ctx.ports.workspaces.add({ id, name, demoConfigId: ctx.newId() }, userId, ctx.now(), audit);
  return { id, name, role: "owner", members: 1, current: false };
}
