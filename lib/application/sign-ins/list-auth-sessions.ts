import { deviceName } from "#lib/domain/device.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { AuthSessionView } from "./schema.ts";

/** Where the caller is signed in, newest first; at most 200. */
export async function listAuthSessions({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: AuthSessionView[] }> {
  authorize(ctx, "workspace:read");
  const { actor, ports } = ctx;
  const sessions = await ports.signIns.authSessions(actor.userId, ctx.now());
  const current = actor.kind === "user" ? actor.authSessionId : null;
  return {
    items: sessions.map(({ userAgent, ...session }) => ({
      ...session,
      device: deviceName(userAgent),
      current: session.id === current,
    })),
  };
}
