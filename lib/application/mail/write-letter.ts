import type { Context } from "../context.ts";
import type { Letter } from "../ports/mail.ts";

export interface LetterText {
  to: string;
  subject: string;
  /** Plain text. */
  text: string;
  aboutId?: string;
  expiresAt: string;
  workspaceId?: string;
}

/** Where a letter's text is sealed; letters of no workspace are the installation's. */
export const letterPlace = ({ id, workspaceId }: Pick<Letter, "id" | "workspaceId">) => ({
  workspaceId: workspaceId ?? "installation",
  rowId: id,
  field: "body",
});

/** The row of a letter, to be written in the transaction of what it is about; `ports.mail.announce()` comes after it. */
export function writeLetter(ctx: Pick<Context, "now" | "newId" | "ports">, text: LetterText): Letter {
  const place = { id: ctx.newId(), workspaceId: text.workspaceId ?? null };
  return {
    ...place,
    recipient: text.to,
    subject: text.subject,
    aboutId: text.aboutId ?? null,
    bodyCipher: ctx.ports.secrets.seal(text.text, letterPlace(place)),
    at: ctx.now(),
    expiresAt: text.expiresAt,
  };
}
