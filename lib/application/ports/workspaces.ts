import type { WorkspaceRole } from "#lib/domain/access.ts";
import type { MembershipChange, MembershipFacts } from "#lib/domain/workspace/membership.ts";
import type { Member, NewUser, NewWorkspace } from "./accounts.ts";
import type { AuditEntry } from "./audit.ts";
import type { Letter, LetterStatus } from "./mail.ts";
import type { Page } from "./reads.ts";

/** A workspace in the list of somebody who is in it. */
export interface WorkspaceSummary {
  id: string;
  name: string;
  role: WorkspaceRole;
  members: number;
}

/** Who joins without being invited: nobody, or whoever receives mail at an address of these domains. */
export interface SignUpPolicy {
  mode: "invitation" | "domains";
  /** In lower case, kept while the mode is `invitation`. */
  domains: string[];
  role: "member" | "viewer";
}

export interface WorkspaceSettings {
  id: string;
  name: string;
  createdAt: string;
  signUp: SignUpPolicy;
}

/** A workspace that people of a domain may join, and as what. */
export interface OpenWorkspace {
  id: string;
  name: string;
  role: "member" | "viewer";
}

/** Workspaces, and who is in which. Times are ISO 8601. */
export interface Workspaces {
  /** Those in which a person is and not suspended, by name. */
  ofPerson(userId: string): Promise<WorkspaceSummary[]>;
  find(workspaceId: string): Promise<WorkspaceSettings | null>;
  /** How many of their workspaces a person owns. */
  ownedBy(userId: string): Promise<number>;
  add(workspace: NewWorkspace, ownerId: string, at: string, audit: AuditEntry): Promise<void>;
  /** Error: `already_exists` when a domain is another workspace's; then nothing is changed. */
  change(workspaceId: string, change: { name?: string; signUp?: SignUpPolicy }, audit: AuditEntry): Promise<void>;
  /** Where the auth session is from now on, and the person's next one begins. False without an active membership. */
  enter(sign: { authSessionId: string; userId: string; workspaceId: string }): Promise<boolean>;
  /** Where a session of this person's own is, when they are in that workspace. */
  ofSession(userId: string, sessionId: string): Promise<string | null>;
  /** The domains that the operator lets any workspace be open to; `*.example.com` stands for all below it. */
  readonly namedDomains: readonly string[];
  /** The domains that workspaces are open to, each with its own. */
  openDomains(): Promise<{ domain: string; workspaceId: string }[]>;
  /** The workspace that this domain is open to, whether or not it may be. */
  openTo(domain: string): Promise<OpenWorkspace | null>;
}

/** A member as those see them who manage them. */
export interface MemberDetail extends Member {
  joinedAt: string;
  suspendedAt: string | null;
}

export interface MemberFilter {
  text?: string;
  role?: WorkspaceRole;
  suspended?: boolean;
  limit: number;
  cursor?: string;
}

/** What runs in a person's name in a workspace. */
export interface PersonsWork {
  turnIds: string[];
  runIds: string[];
}

export interface Memberships {
  list(workspaceId: string, filter: MemberFilter): Promise<Page<MemberDetail>>;
  find(workspaceId: string, userId: string): Promise<MemberDetail | null>;
  /**
   * Changes a membership by what `decide` says of it, in one transaction that holds the workspace's memberships still.
   * Null when one of the two is not a member, false when there is nothing to change. A removed person's API keys of
   * the workspace end for good.
   */
  change(
    place: { workspaceId: string; actorId: string; userId: string; at: string },
    decide: (facts: MembershipFacts, target: MemberDetail) => { change: MembershipChange; audit: AuditEntry } | null,
  ): Promise<MembershipChange | false | null>;
  workOf(workspaceId: string, userId: string): Promise<PersonsWork>;
}

export type InvitedRole = Exclude<WorkspaceRole, "owner">;

export interface NewInvitation {
  id: string;
  workspaceId: string;
  email: string;
  role: InvitedRole;
  tokenHash: string;
  /** Null where a person of an open domain asked for the link themselves. */
  invitedBy: string | null;
  at: string;
  expiresAt: string;
}

/** An invitation that can still be accepted. */
export interface OpenInvitation {
  id: string;
  workspaceId: string;
  workspaceName: string;
  email: string;
  role: InvitedRole;
  invitedByName: string | null;
}

/** An invitation in the list of those who invite; `mail` is null where none was sent. */
export interface InvitationSummary {
  id: string;
  email: string;
  role: InvitedRole;
  invitedBy: { userId: string; name: string } | null;
  createdAt: string;
  expiresAt: string;
  mail: { status: LetterStatus; at: string; error: string | null } | null;
}

/** What stands in the way of inviting an address. */
export interface Invitee {
  email: string;
  state: "member" | "suspended";
}

export type Joined = { userId: string } | "used" | "email_taken" | "member" | "suspended";

/** Invitations; tokens come here hashed. */
export interface Invitations {
  /** Those of these addresses that are in the workspace already. */
  known(workspaceId: string, emails: readonly string[]): Promise<Invitee[]>;
  /** Each takes the place of an open one to the same address, whose link ends. */
  add(items: readonly { invitation: NewInvitation; letter: Letter | null; audit: AuditEntry | null }[]): Promise<void>;
  /** Open and expired ones, the latest first; not those that people asked for themselves. */
  list(workspaceId: string): Promise<InvitationSummary[]>;
  find(workspaceId: string, invitationId: string): Promise<InvitationSummary | null>;
  /** A new link and more time; the old link ends. False when it is not open any more. */
  renew(
    renewed: Pick<NewInvitation, "id" | "workspaceId" | "tokenHash" | "at" | "expiresAt">,
    letter: Letter | null,
    audit: AuditEntry,
  ): Promise<boolean>;
  revoke(workspaceId: string, invitationId: string, at: string, audit: AuditEntry): Promise<boolean>;

  open(tokenHash: string, at: string): Promise<OpenInvitation | null>;
  /** The latest one to an address whose owner has come in another way. */
  openFor(email: string, at: string): Promise<OpenInvitation | null>;
  /**
   * Makes the user and uses the invitation up in one transaction. Who was made a member of that workspace without a
   * password (an import does so) keeps their account and what is in it; answers with the id of either.
   */
  accept(invitationId: string, user: NewUser, audit: (userId: string) => AuditEntry): Promise<Joined>;
  /**
   * Answers somebody who asked to join: a letter, and the invitation that it is about unless they are in already. False,
   * and nothing is written, when a letter to them was written since then; also of those who ask at once one is answered.
   */
  answer(letter: Letter, invitation: NewInvitation | null, since: string): Promise<boolean>;
  /** An existing account joins a further workspace. */
  join(invitationId: string, userId: string, at: string, audit: AuditEntry): Promise<Joined>;
}
