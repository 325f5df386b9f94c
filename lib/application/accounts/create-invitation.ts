import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { CreateInvitationInput } from "./schema.ts";
import { minutesFrom } from "./visitor.ts";

const VALID_DAYS = 7;

/** Invites one person by e-mail address. The token works once, for seven days, and is stored hashed. */
export async function createInvitation({ ctx, input }: Call<CreateInvitationInput>): Promise<{
  id: string;
  email: string;
  role: string;
  token: string;
  expiresAt: string;
}> {
  authorize(ctx, "members:write", "admin");
  const { token, hash } = ctx.ports.tokens.create("inv_");
  const at = ctx.now();
  const invitation = {
    id: ctx.newId(),
    workspaceId: ctx.workspaceId,
    email: input.email,
    role: input.role,
    tokenHash: hash,
    invitedBy: ctx.actor.userId,
    at,
    expiresAt: minutesFrom(at, VALID_DAYS * 24 * 60),
  };
  await ctx.ports.accounts.addInvitation(invitation);
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    token,
    expiresAt: invitation.expiresAt,
  };
}
