import { CREDENTIAL_ENDED } from "../accounts/credential-ended.ts";
import type { Visitor } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";

type Leaving = Pick<Visitor, "now" | "newId" | "ports" | "door" | "correlationId">;

/** Ends an auth session: its cookie opens nothing from now on, wherever it is kept. */
export async function signOut({ ctx, input }: { ctx: Leaving; input: { authSessionId: string } }): Promise<void> {
  const { authSessionId } = input;
  const { accounts, signIns, invalidations } = ctx.ports;
  const found = await accounts.sessionPrincipal(authSessionId, ctx.now());
  if (!found) return;
  const { userId, workspaceId } = found;
  const source = { ...ctx, actor: { kind: "user", userId, authSessionId } as const, workspaceId };
  await signIns.endAuthSessions(
    { userId, only: authSessionId, at: ctx.now() },
    auditOf(source, { verb: "account.signed-out", target: { kind: "account", id: userId } }),
  );
  invalidations.publish(CREDENTIAL_ENDED, authSessionId);
}
