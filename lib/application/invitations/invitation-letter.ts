import type { Context } from "../context.ts";
import { type LetterText, writeLetter } from "../mail/write-letter.ts";
import type { Letter } from "../ports/mail.ts";
import type { InvitedRole } from "../ports/workspaces.ts";

interface Invited {
  id: string;
  workspaceId: string;
  email: string;
  role: InvitedRole;
  token: string;
  expiresAt: string;
  workspaceName: string;
  /** Null where the person asked for it themselves. */
  invitedBy: string | null;
}

type Writing = Pick<Context, "now" | "newId" | "ports">;

/** The mail with an invitation's link, for where mail is sent. */
export function invitationLetter(ctx: Writing, invited: Invited): Letter {
  const { id: aboutId, workspaceId, email: to, expiresAt, workspaceName, invitedBy } = invited;
  const link = ctx.ports.mail.link(`/invitations/${invited.token}`);
  const first = invitedBy
    ? `${invitedBy} invites you to the workspace “${workspaceName}” on Throughline, as ${invited.role === "admin" ? "an admin" : `a ${invited.role}`}.`
    : `Here is your link to the workspace “${workspaceName}” on Throughline.`;
  const text = [
    first,
    `Open this link to join:\n${link}`,
    `It works once, until ${day(expiresAt)}, and only for you.`,
    invitedBy ? "If you did not expect this, ignore it." : "If you did not ask for it, ignore it.",
  ].join("\n\n");
  const subject = `Join “${workspaceName}” on Throughline`;
  return writeLetter(ctx, { to, subject, text, aboutId, workspaceId, expiresAt } satisfies LetterText);
}

const day = (at: string): string =>
  new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
