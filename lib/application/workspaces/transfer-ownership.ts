import { DomainError } from "#lib/domain/errors.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { changeMembership } from "../members/change-membership.ts";
import { getWorkspace } from "./get-workspace.ts";
import type { TransferInput } from "./schema.ts";

/** Makes another member the owner and the caller an admin. Asks for the workspace's name, so that nobody does it by mistake. */
export async function transferOwnership({ ctx, input }: Call<TransferInput>): Promise<void> {
  authorize(ctx, "workspace:write", "owner");
  const { name } = await getWorkspace({ ctx });
  if (input.workspaceName !== name)
    throw new DomainError("validation_failed", "That is not the workspace's name.", {
      errors: [{ path: "workspaceName", message: `Type “${name}” to hand it over.` }],
    });
  if (!(await ctx.ports.memberships.find(ctx.workspaceId, input.userId))) throw notFound("member");
  requirePerson(ctx);
  await changeMembership(ctx, input.userId, { type: "transfer" });
}
