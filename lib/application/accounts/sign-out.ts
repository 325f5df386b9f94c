import { CREDENTIAL_ENDED } from "./credential-ended.ts";
import type { Visitor } from "./visitor.ts";

/** Ends an auth session: its cookie opens nothing from now on, wherever it is kept. */
export async function signOut({
  ctx,
  input,
}: {
  ctx: Pick<Visitor, "now" | "ports">;
  input: { authSessionId: string };
}): Promise<void> {
  await ctx.ports.signIns.revokeAuthSession(input.authSessionId, ctx.now());
  ctx.ports.invalidations.publish(CREDENTIAL_ENDED, input.authSessionId);
}
