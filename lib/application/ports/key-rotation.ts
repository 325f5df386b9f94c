import type { RotationStatus } from "../secrets/schema.ts";
import type { AuditEntry } from "./audit.ts";

export type { RotationProgress, RotationStatus } from "../secrets/schema.ts";

/** The encryption key of the installation: what `npm run tl -- rotate-keys` changes, from a running server. */
export interface KeyRotation {
  /** The workspace that the installation began with; null while there is none. */
  firstWorkspace(): Promise<string | null>;
  status(): Promise<RotationStatus>;
  /**
   * Begins a rotation in this process, or goes on with the one that was broken off, and resolves when it is under way
   * and in the audit log. Errors: `rotation_under_way`, `unavailable` when the secrets file is in the way.
   */
  start(audit: AuditEntry): Promise<void>;
}
