import { DomainError } from "#lib/domain/errors.ts";
import { auditOf } from "../audit-of.ts";
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
  const { id: workspaceId, name } = workspace;
  const actor = { kind: "user", userId: owner.id, authSessionId: "" } as const;
  const target = { kind: "workspace", id: workspaceId, name } as const;
  const audit = auditOf({ ...ctx, actor, workspaceId }, { verb: "workspace.created", target, after: { name } });
  if (!(await accounts.setUp(owner, workspace, audit))) throw alreadyDone();
  return { userId: owner.id, workspaceId };
}

const alreadyDone = () =>
  new DomainError("setup_already_done", "This Throughline has its owner already. Sign in, or ask for an invitation.");
