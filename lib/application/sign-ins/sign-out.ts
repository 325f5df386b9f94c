import { CREDENTIAL_ENDED } from "../accounts/credential-ended.ts";
import type { Visitor } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";

type Leaving = Pick<Visitor, "now" | "newId" | "ports" | "door" | "correlationId">;

/** Ends an auth session: its cookie opens nothing from now on, wherever it is kept. */
export async function signOut({ ctx, input }: { ctx: Leaving; input: { authSessionId: string } }): Promise<void> {
  const { authSessionId } = input;
  const { accounts, signIns, invalidations } = ctx.ports;
  const at = ctx.now();
  const [person, place] = await Promise.all([
    accounts.signedIn(authSessionId, at),
    accounts.sessionPrincipal(authSessionId, at),
  ]);
  if (!person) return;
  const { userId } = person;
  const actor = { kind: "user", userId, authSessionId } as const;
  const audit = place
    ? auditOf(
        { ...ctx, actor, workspaceId: place.workspaceId },
        { verb: "account.signed-out", target: { kind: "account", id: userId } },
      )
    : null;
  await signIns.endAuthSessions({ userId, only: authSessionId, at }, audit);
  invalidations.publish(CREDENTIAL_ENDED, authSessionId);
}
