import { DomainError } from "#lib/domain/errors.ts";
import { minutesFrom, type Visitor, type VisitorCall } from "../accounts/visitor.ts";
import { limitAskedLetter } from "../limits/take-limits.ts";
import { writeLetter } from "../mail/write-letter.ts";
import { findOpenWorkspace } from "../workspaces/open-workspace.ts";
import { invitationLetter } from "./invitation-letter.ts";
import type { RequestSignUpInput } from "./schema.ts";

const VALID_MINUTES = 24 * 60;
/** Who has just been written to is not written to again: nobody fills another's mailbox. */
const PAUSE_MINUTES = 5;

/**
 * Somebody asks to join the workspace that is open to their address's domain: the link goes to that address, which
 * proves that it is theirs. Whether there is such a workspace or account, nobody learns here: the answer is the same.
 *
 * @throws `sign_up_closed` when this installation sends no mail, `rate_limited`
 */
export async function requestSignUp({ ctx, input: { email } }: VisitorCall<RequestSignUpInput>): Promise<void> {
  const { mail, invitations } = ctx.ports;
  if (!mail.enabled)
    throw new DomainError("sign_up_closed", "Nobody can sign up here without an invitation. Ask for one.");
  await limitAskedLetter(ctx, "sign-up", email);
  const open = await findOpenWorkspace(ctx, email);
  if (!open) return;
  const { id: workspaceId, name, role } = open;
  const at = ctx.now();
  const [known] = await invitations.known(workspaceId, [email]);
  if (known?.state === "suspended") return;
  const { token, hash: tokenHash } = ctx.ports.tokens.create("inv_");
  const id = ctx.newId();
  const expiresAt = minutesFrom(at, VALID_MINUTES);
  const named = { id, workspaceId, email, role, expiresAt, invitedBy: null };
  const letter = known
    ? knownLetter(ctx, email, name, expiresAt)
    : invitationLetter(ctx, { ...named, token, workspaceName: name });
  const invitation = known ? null : { ...named, tokenHash, at };
  if (await invitations.answer(letter, invitation, minutesFrom(at, -PAUSE_MINUTES))) mail.announce();
}

const knownLetter = (ctx: Visitor, to: string, name: string, expiresAt: string) =>
  writeLetter(ctx, {
    to,
    subject: `You are in “${name}” already`,
    text: `You are in the workspace “${name}” on Throughline already. Sign in:\n${ctx.ports.mail.link("/sign-in")}\n\nIf you did not ask for this, ignore it.`,
    expiresAt,
  });
