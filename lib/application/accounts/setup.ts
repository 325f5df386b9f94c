import { DomainError } from "#lib/domain/errors.ts";
import { hashNewPassword } from "../sign-ins/hash-new-password.ts";
import type { SetupInput } from "./schema.ts";
import type { VisitorCall } from "./visitor.ts";

/**
 * First run: makes the owner and the workspace, on an empty database only.
 *
 * @throws `setup_already_done` when there is a user already, also when two browsers try at the same moment.
 */
export async function setup({ ctx, input }: VisitorCall<SetupInput>): Promise<{ userId: string; workspaceId: string }> {
  const { accounts } = ctx.ports;
  if (await accounts.hasUsers()) throw alreadyDone(); // spares strangers' requests the slow hash
  const owner = {
    id: ctx.newId(),
    email: input.email,
    name: input.name,
    passwordHash: await hashNewPassword(ctx.ports, input),
    at: ctx.now(),
  };
  const workspace = { id: ctx.newId(), name: input.workspaceName, demoConfigId: ctx.newId() };
  if (!(await accounts.setUp(owner, workspace))) throw alreadyDone();
  return { userId: owner.id, workspaceId: workspace.id };
}

const alreadyDone = () =>
  new DomainError("setup_already_done", "This Throughline has its owner already. Sign in, or ask for an invitation.");
