import type { Scope, WorkspaceRole } from "#lib/domain/access.ts";
import type { AuditEntry } from "./audit.ts";

/** In whose name a request acts, and where. */
export interface Principal {
  userId: string;
  workspaceId: string;
  role: WorkspaceRole;
}

export interface SessionPrincipal extends Principal {
  authSessionId: string;
}

export interface KeyPrincipal extends Principal {
  keyId: string;
  scopes: Scope[];
}

export interface UserRecord {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  suspended: boolean;
}

export interface NewUser {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  at: string;
  /** A provider has proven that the address is theirs. */
  emailVerified?: boolean;
}

/** A workspace comes with the built-in demo model, so that everything works before a real one is connected. */
export interface NewWorkspace {
  id: string;
  name: string;
  demoConfigId: string;
}

/** A person with a good sign-in. */
export interface SignedInPerson {
  userId: string;
  email: string;
  name: string;
}

/** What a person sees of the account that they use. */
export interface Profile {
  /** When the account is deleted; null when it stays. */
  deleteAt: string | null;
  /** The same of the workspace. */
  workspaceDeleteAt: string | null;
  userId: string;
  email: string;
  name: string;
  workspaceId: string;
  workspaceName: string;
  role: WorkspaceRole;
}

/** A person of a workspace, as the others see them. */
export interface Member {
  userId: string;
  name: string;
  email: string;
  role: WorkspaceRole;
}

/** What somebody has come in with, and the workspace that they are in: an auth session or an API key. */
export interface CredentialInUse {
  kind: "authSession" | "apiKey";
  id: string;
  workspaceId: string;
}

/** People, workspaces and credentials. Secrets come here hashed. Times are ISO 8601. */
export interface Accounts {
  /** One indexed query: null when revoked, expired, suspended or without a workspace. */
  sessionPrincipal(authSessionId: string, at: string): Promise<SessionPrincipal | null>;
  /** One indexed query, which also notes the use, at most once a minute. */
  keyPrincipal(hash: string, at: string): Promise<KeyPrincipal | null>;

  /** Ids of those that open nothing any more: revoked, expired, or of somebody who is suspended or has left the workspace. */
  endedCredentials(credentials: readonly CredentialInUse[], at: string): Promise<string[]>;

  /** Who has signed in, also when they are in no workspace now; null when it is over or the account is suspended. */
  signedIn(authSessionId: string, at: string): Promise<SignedInPerson | null>;

  hasUsers(): Promise<boolean>;
  userByEmail(email: string): Promise<UserRecord | null>;
  profile(userId: string, workspaceId: string): Promise<Profile | null>;

  /** Those of these people who are living members. */
  membersById(workspaceId: string, userIds: readonly string[]): Promise<Member[]>;
  memberByEmail(workspaceId: string, email: string): Promise<Member | null>;

  /** The first user with the first workspace; false when there was a user already, also when two try at once. */
  setUp(owner: NewUser, workspace: NewWorkspace, audit: AuditEntry): Promise<boolean>;
  /**
   * A user in the workspace of that name, which is made when there is none: then the user is its owner, whatever `role` says.
   * Null when the e-mail address is taken.
   */
  addUser(
    user: NewUser,
    workspace: NewWorkspace,
    role: WorkspaceRole,
    audit: (joined: { workspaceId: string; role: WorkspaceRole }) => AuditEntry,
  ): Promise<{ workspaceId: string } | null>;
}

/** Slow, salted hashes of passwords. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for no hash (an unknown user, one who has not come yet) as for a wrong password, and is then false. */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/** Random secrets that are shown once and stored hashed. */
export interface Tokens {
  /** `token` is `prefix` and 32 random bytes in base64url; `hint` is safe to show, e.g. `tl_…x9Qf`. */
  create(prefix: string): { token: string; hash: string; hint: string };
  hash(token: string): string;
}
