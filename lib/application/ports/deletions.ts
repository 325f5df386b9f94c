import type { AuditEntry } from "./audit.ts";

/** An account, as far as deleting it goes. */
export interface AccountDeletion {
  email: string;
  hasPassword: boolean;
  /** When it goes for good; null when it stays. */
  deleteAt: string | null;
  workspaceIds: string[];
  /** Workspaces that would have no owner without this person, but for those that are to be deleted as well. */
  lastOwnerOf: { id: string; name: string }[];
}

export interface WorkspaceDeletion {
  name: string;
  deleteAt: string | null;
  /** Who is in it. */
  userIds: string[];
}

/** Accounts and workspaces on their way out. Times are ISO 8601. */
export interface Deletions {
  account(userId: string): Promise<AccountDeletion | null>;
  workspace(workspaceId: string): Promise<WorkspaceDeletion | null>;
  /** Also ends all sign-ins; answers with the ids of those that were open, null when it waits already, `last_owner` as long as a workspace needs this person. */
  scheduleAccount(
    change: { userId: string; at: string; deleteAt: string },
    audit: AuditEntry[],
  ): Promise<string[] | "last_owner" | null>;
  /** False when it was not to be deleted, or when its time is over. */
  keepAccount(userId: string, at: string, audit: AuditEntry[]): Promise<boolean>;
  /** False when it is to be deleted already. */
  scheduleWorkspace(workspaceId: string, deleteAt: string, audit: AuditEntry): Promise<boolean>;
  /** False when it was not to be deleted, or when its time is over. */
  keepWorkspace(workspaceId: string, at: string, audit: AuditEntry): Promise<boolean>;

  /** What had its time a while ago: nobody can be just about to keep it. */
  due(at: string): Promise<{ workspaceIds: string[]; userIds: string[] }>;
  /** Ids of some files whose rows are gone and whose bytes may still be there. */
  erasedFiles(): Promise<string[]>;
  forgetFiles(fileIds: readonly string[]): Promise<void>;
  /** A session that was put away, with everything that hangs on it. Nothing changes when it was restored or is gone. */
  eraseSession(sessionId: string, audit: AuditEntry): Promise<"erased" | "restored" | "gone">;
  /** Deletes rows, as many as one pass should; true when nothing is left. Every step can be done again. */
  eraseWorkspace(workspaceId: string): Promise<boolean>;
  /**
   * The same for a person. `audit` makes the entry that says so for each log that names them; their name goes from it.
   * A workspace that is left without an owner gets the one who has been there longest, admins first.
   */
  eraseAccount(userId: string, audit: (workspaceId: string, promoted: string | null) => AuditEntry): Promise<boolean>;
}
