/** A letter as it is stored beside what it is about, in the same transaction. Times are ISO 8601. */
export interface Letter {
  id: string;
  /** Null for letters of the installation, such as a password's reset. */
  workspaceId: string | null;
  recipient: string;
  /** The id of what it is about; its letters can be found by it. */
  aboutId: string | null;
  subject: string;
  /** The text, sealed: it may hold a secret link. */
  bodyCipher: string;
  at: string;
  /** When it is of no use any more. */
  expiresAt: string;
}

/** How far a letter has come: `failed` was refused for good or could not be sent in time. */
export type LetterStatus = "waiting" | "sent" | "failed";

/** E-mail. Letters are written by the port of what they are about (`addLetter` in its transaction) and sent by a worker. */
export interface Mail {
  /** False when the operator has set no SMTP server: then people hand links on themselves. */
  readonly enabled: boolean;
  /** The full address of a page of this installation, e.g. `/invitations/inv_…`. */
  link(path: string): string;
  /** After the commit: a worker looks at once, not only at its next round. */
  announce(): void;
}
