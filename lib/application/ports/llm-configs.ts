import type { ModelPrice } from "#lib/domain/llm/price.ts";
import type { AuditEntry } from "./audit.ts";
import type { Viewer } from "./reads.ts";

/** A stored way to reach a model; `ownerId` null: the whole workspace's. The key is sealed at field `apiKey` of its row. */
export interface LlmConfigRow {
  id: string;
  workspaceId: string;
  ownerId: string | null;
  name: string;
  provider: string;
  model: string;
  baseUrl: string | null;
  deployment: string | null;
  apiVersion: string | null;
  wire: string | null;
  /** Entered by an admin; null: the provider's published one counts. */
  price: ModelPrice | null;
  keyCipher: string | null;
  keyHint: string | null;
  isDefault: boolean;
  position: number;
  validatedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export type LlmConfigPatch = Partial<
  Omit<LlmConfigRow, "id" | "workspaceId" | "ownerId" | "provider" | "position" | "createdAt" | "updatedAt">
>;

/** Configs as a person may use them: the workspace's and their own. What belongs to others does not exist. */
export interface LlmConfigs {
  /** The workspace's, then the person's own, each by position, then age. */
  list(viewer: Viewer): Promise<LlmConfigRow[]>;
  find(viewer: Viewer, id: string): Promise<LlmConfigRow | null>;
  /** Appends after the others of its scope. A default one replaces the default of its scope. */
  insert(config: Omit<LlmConfigRow, "position">, audit: AuditEntry): Promise<void>;
  /**
   * Changes only what is named; null when there is no such config. `isDefault: true` takes it from the other of its scope.
   * Error: `version_conflict` when it is not any more as it was `seen`.
   */
  update(
    viewer: Viewer,
    seen: Pick<LlmConfigRow, "id" | "updatedAt">,
    patch: LlmConfigPatch,
    at: string,
    audit: AuditEntry,
  ): Promise<LlmConfigRow | null>;
  /** Puts the configs of a scope (`ownerId` null: the workspace's) in this order; false when they are not exactly these. */
  reorder(workspaceId: string, ownerId: string | null, ids: readonly string[], audit: AuditEntry): Promise<boolean>;
  delete(viewer: Viewer, id: string, audit: AuditEntry): Promise<boolean>;
}
