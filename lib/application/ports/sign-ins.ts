import type { WaysIn } from "#lib/domain/ways-in.ts";
import type { AuditEntry } from "./audit.ts";
import type { Letter } from "./mail.ts";

/** A person as signing in sees them. */
export interface SignInPerson {
  id: string;
  email: string;
  /** It was shown that the address is theirs: a letter to it was used, or a provider has verified it. */
  emailVerified: boolean;
  name: string;
  /** Empty: this person has no password and signs in elsewhere. */
  passwordHash: string;
  suspended: boolean;
  /** A second factor is asked for. */
  secondFactor: boolean;
  /** The workspace that they come to, and whose audit log says so; null for someone who is in none. */
  workspaceId: string | null;
}

/** A browser that is signed in. */
export interface NewAuthSession {
  id: string;
  userId: string;
  userAgent: string | null;
  address: string | null;
  at: string;
  expiresAt: string;
}

export interface AuthSession {
  id: string;
  userAgent: string | null;
  address: string | null;
  createdAt: string;
  lastUsedAt: string;
}

export type TokenPurpose = "password-reset" | "email-change" | "second-step" | "link-identity";

/** The secret of a link or of a half-done sign-in: hashed, for one purpose, used once, never without an end. */
export interface NewAccountToken {
  hash: string;
  userId: string;
  purpose: TokenPurpose;
  /** The address that the letter with it goes to, which using it proves. */
  email?: string;
  /** Who made it, where that is somebody else. */
  createdBy?: string;
  at: string;
  expiresAt: string;
}

export interface SecondFactor {
  secretCipher: string;
  confirmedAt: string | null;
  /** Recovery codes that are left. */
  codesLeft: number;
}

/** Who somebody is at an OpenID Connect provider. */
export interface Identity {
  issuer: string;
  subject: string;
  email: string;
}

/** One that is linked to an account here. */
export interface LinkedIdentity extends Identity {
  /** Our own name for it. */
  id: string;
  linkedAt: string;
}

/** An entry of the audit log; null where the person is in no workspace. */
type Audit = AuditEntry | null;

/** Signing in, and who is signed in where. Secrets come here hashed or sealed. Times are ISO 8601. */
export interface SignIns {
  personByEmail(email: string): Promise<SignInPerson | null>;
  personById(userId: string): Promise<SignInPerson | null>;
  /** Writes an entry for something that changes nothing, such as a refusal. */
  note(audit: Audit): Promise<void>;

  addAuthSession(session: NewAuthSession, audit: Audit): Promise<void>;
  /** Those that are open, newest first. */
  authSessions(userId: string, at: string): Promise<AuthSession[]>;
  /** Ends one of a person's sign-ins, or all but `except`; answers with the ids of those that it ended. */
  endAuthSessions(
    which: { userId: string; only?: string; except?: string; at: string },
    audit: Audit,
  ): Promise<string[]>;

  /** Sets the password, ends all sign-ins but `except` and every open link for a reset; answers with the ended ones. */
  setPassword(
    change: { userId: string; passwordHash: string; except?: string; at: string },
    audit: Audit,
  ): Promise<string[]>;
  /**
   * The same with a link's token, used up in the same transaction; null when it is used or over. Where its letter proves
   * the address for the first time, identities and API keys end: somebody else may have made them.
   */
  resetPassword(
    change: { tokenHash: string; passwordHash: string; at: string },
    audit: Audit,
  ): Promise<string[] | null>;
  /** False when the address is somebody else's. It is proven with a token only. With a token that is used up: null when that is used or over. */
  changeEmail(
    change: { userId: string; email: string; tokenHash?: string; at: string },
    letter: Letter | null,
    audit: Audit,
  ): Promise<boolean | null>;
  changeName(userId: string, name: string, audit: Audit): Promise<void>;

  /** With the letters that bring it or tell of it. */
  addToken(token: NewAccountToken, letters: readonly Letter[], audit: Audit): Promise<void>;
  /** The last link for a person's password that somebody else has made, as long as it is kept (30 days). */
  resetLinkMade(userId: string): Promise<{ by: string; at: string } | null>;
  /** What an open token is for; null when it is unknown, used or over. */
  openToken(hash: string, purpose: TokenPurpose, at: string): Promise<{ userId: string; email: string | null } | null>;
  /** True for the one who uses it up. */
  spendToken(hash: string, at: string): Promise<boolean>;

  secondFactor(userId: string): Promise<SecondFactor | null>;
  /** Keeps a new secret that is not confirmed yet; false when there is a confirmed one. */
  proposeSecondFactor(factor: { userId: string; secretCipher: string; at: string }): Promise<boolean>;
  /** From now on it is asked for. False when there is nothing to confirm. */
  confirmSecondFactor(
    factor: { userId: string; step: number; codeHashes: readonly string[]; at: string },
    audit: Audit,
  ): Promise<boolean>;
  removeSecondFactor(userId: string, audit: Audit): Promise<boolean>;
  /** True for the one who uses the code of a time step first; older ones are over then. */
  takeStep(userId: string, step: number): Promise<boolean>;
  /** True for the one who uses the recovery code up. */
  takeRecoveryCode(userId: string, hash: string, at: string): Promise<boolean>;
  replaceRecoveryCodes(userId: string, codeHashes: readonly string[], audit: Audit): Promise<void>;

  identities(userId: string): Promise<LinkedIdentity[]>;
  /** The person behind an identity; notes its use. */
  personByIdentity(identity: Pick<Identity, "issuer" | "subject">, at: string): Promise<SignInPerson | null>;
  /** Whose it is from now on: another person may have been faster. */
  linkIdentity(identity: Identity & { userId: string; at: string }, audit: Audit): Promise<string>;
  /**
   * Takes an identity of a person's away and ends all sign-ins but `except`, unless `decide` throws at what lets them
   * in while nobody can change that; answers with the ended sign-ins, null where there is no such identity.
   */
  unlinkIdentity(
    which: { userId: string; id: string; except: string; at: string },
    decide: (identity: LinkedIdentity, ways: WaysIn) => AuditEntry,
  ): Promise<string[] | null>;
  /** Notes that the address is the person's own, if it still is theirs. */
  noteEmailVerified(userId: string, email: string, at: string): Promise<void>;
}

/** The OpenID Connect provider that the operator has set up. */
export interface IdentityProvider {
  /** What people call it. */
  name: string;
  issuer: string;
}

/** Time-based codes (RFC 6238) and recovery codes. */
export interface Codes {
  /** A new secret in base32. */
  newSecret(): string;
  /** What an authenticator app reads from a QR code. */
  uri(secret: string, account: string): string;
  /** The time step whose code this is, if it is that of now, the one before or the one after; else null. */
  stepOf(secret: string, code: string, at: string): number | null;
  /** A new recovery code: `abcd-efgh-ijkl-mnop`. */
  newRecoveryCode(): string;
}
