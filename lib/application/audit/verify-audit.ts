import type { Call } from "../context.ts";
import { authorizeAsMember } from "../deletion/authorize-as-member.ts";
import type { AuditVerification } from "../ports/audit.ts";

/** Recomputes the workspace's log, every entry of it. */
export async function verifyAudit({ ctx }: Pick<Call<unknown>, "ctx">): Promise<AuditVerification> {
  await authorizeAsMember(ctx, "audit:read", "admin");
  return ctx.ports.auditLog.verify(ctx.workspaceId);
}
