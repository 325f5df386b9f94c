import type { AuditEntry } from "#lib/application/ports/audit.ts";
import { newId } from "#lib/server/new-id.ts";

/** An entry for a port's writing method, where a test is about what is written beside it. */
export const auditEntry = ({ workspaceId, userId }: { workspaceId: string; userId: string }): AuditEntry => ({
  ...{ id: newId(), workspaceId, at: new Date().toISOString(), actor: `user:${userId}`, userId },
  ...{ door: "test", correlationId: "test", verb: "workspace.changed", targetKind: "workspace" },
  ...{ targetId: workspaceId, targetName: null, before: null, after: null },
});
