import type { Scope } from "#lib/domain/access.ts";

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
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

/** API keys: they come here hashed. Times are ISO 8601. Who stands behind a key is the accounts' to say. */
export interface ApiKeys {
  add(key: NewApiKey): Promise<void>;
  /** The living keys of a person in a workspace, newest first. */
  list(workspaceId: string, userId: string): Promise<ApiKeySummary[]>;
  /** False when there is no such living key of this person in this workspace. */
  revoke(key: { id: string; workspaceId: string; userId: string; at: string }): Promise<boolean>;
}
