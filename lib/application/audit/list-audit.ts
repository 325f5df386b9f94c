import type { Call } from "../context.ts";
import { authorizeAsMember } from "../deletion/authorize-as-member.ts";
import type { AuditLine } from "../ports/audit.ts";
import type { Page } from "../ports/reads.ts";
import type { ListAuditInput } from "./schema.ts";

/** Who did what, newest first: for admins and owners. */
export async function listAudit({ ctx, input }: Call<ListAuditInput>): Promise<Page<Omit<AuditLine, "workspaceId">>> {
  await authorizeAsMember(ctx, "audit:read", "admin");
  const { limit, cursor, ...filter } = input;
  const before = cursor === undefined ? undefined : Number(cursor);
  const page = { limit: limit + 1, ...(before !== undefined && { before }) };
  const lines = await ctx.ports.auditLog.lines(ctx.workspaceId, filter, page);
  const items = lines.slice(0, limit).map(({ workspaceId: _, ...line }) => line);
  return { items, nextCursor: lines.length > limit ? String(items.at(-1)?.sequence) : null };
}
