import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { AuditVerification } from "../ports/audit.ts";

/** Recomputes the workspace's log, every entry of it. */
export async function verifyAudit({ ctx }: Pick<Call<unknown>, "ctx">): Promise<AuditVerification> {
  authorize(ctx, "audit:read", "admin");
  return ctx.ports.auditLog.verify(ctx.workspaceId);
}
