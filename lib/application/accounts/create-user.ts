import { DomainError } from "#lib/domain/errors.ts";
import { auditOf } from "../audit-of.ts";
import { SCOPES } from "../context.ts";
import { hashNewPassword } from "../sign-ins/hash-new-password.ts";
import type { CreateUserInput } from "./schema.ts";
import type { Visitor } from "./visitor.ts";

/**
 * The operator's way to make a user, from the command line: in the workspace of that name, or as the owner of a new one.
 *
 * @throws `already_exists` when the e-mail address has an account.
 */
export async function createUser({
  ctx,
  input,
}: {
  ctx: Pick<Visitor, "now" | "newId" | "ports" | "door" | "correlationId">;
  input: CreateUserInput;
}): Promise<{ userId: string; workspaceId: string; apiKey?: string }> {
  const { accounts, apiKeys, tokens } = ctx.ports;
  const at = ctx.now();
  const user = {
    id: ctx.newId(),
    email: input.email,
    name: input.name ?? input.email.slice(0, input.email.indexOf("@")),
    passwordHash: await hashNewPassword(ctx.ports, input),
    at,
  };
  const workspace = { id: ctx.newId(), name: input.workspaceName, demoConfigId: ctx.newId() };
  const actor = { kind: "user", userId: user.id, authSessionId: "" } as const;
  const added = await accounts.addUser(user, workspace, input.role, ({ workspaceId, role }) =>
    auditOf(
      { ...ctx, workspaceId, actor },
      { verb: "member.joined", target: { kind: "member", id: user.id, name: user.email }, after: { role } },
    ),
  );
  if (!added) throw new DomainError("already_exists", `There is an account with the e-mail address ${input.email}.`);
  const { workspaceId } = added;
  if (!input.apiKey) return { userId: user.id, workspaceId };
  const { token, hash, hint } = tokens.create("tl_");
  const key = { id: ctx.newId(), name: "Command line", hash, hint, scopes: SCOPES, expiresAt: null };
  const { id, name, scopes, expiresAt } = key;
  await apiKeys.add(
    { ...key, workspaceId, userId: user.id, at },
    auditOf(
      { ...ctx, workspaceId, actor },
      {
        verb: "api-key.created",
        target: { kind: "api-key", id, name },
        after: { name, hint, scopes: [...scopes], expiresAt },
      },
    ),
  );
  return { userId: user.id, workspaceId, apiKey: token };
}
