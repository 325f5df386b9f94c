import type { Scope } from "#lib/domain/access.ts";
import type { AuditEntry } from "./audit.ts";
import type { Page } from "./reads.ts";

export interface NewApiKey {
  id: string;
  workspaceId: string;
  userId: string;
  name: string;
  hash: string;
  hint: string;
  scopes: readonly Scope[];
  at: string;
  expiresAt: string | null;
}

/** An API key as it is seen afterwards: never the key itself. */
export interface ApiKeySummary {
  id: string;
  name: string;
  hint: string;
  scopes: Scope[];
  /** The person in whose name it acts. */
  owner: { userId: string; name: string };
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

/** A key by its id, in its workspace. */
export interface ApiKeyPlace {
  id: string;
  workspaceId: string;
}

/**
 * API keys: they come here hashed. Times are ISO 8601. Seen are those that have not been revoked, of people who are
 * members. Who stands behind a key is the accounts' to say.
 */
export interface ApiKeys {
  add(key: NewApiKey, audit: AuditEntry): Promise<void>;
  /** Newest first; of one person or of everybody. */
  list(
    workspaceId: string,
    filter: { userId: string | null; limit: number; cursor?: string | undefined },
  ): Promise<Page<ApiKeySummary>>;
  find(key: ApiKeyPlace): Promise<ApiKeySummary | null>;
  /** False when there is no such key any more. */
  rename(key: ApiKeyPlace & { name: string }, audit: AuditEntry): Promise<boolean>;
  /** The same. */
  revoke(key: ApiKeyPlace & { at: string }, audit: AuditEntry): Promise<boolean>;
}
