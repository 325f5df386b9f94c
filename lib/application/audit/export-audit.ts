import { AUDIT_VERBS } from "#lib/domain/audit.ts";
import { csvRow } from "#lib/domain/csv.ts";
import { auditOf } from "../audit-of.ts";
import type { Call, Context } from "../context.ts";
import { authorizeAsMember } from "../deletion/authorize-as-member.ts";
import type { Download } from "../download.ts";
import type { AuditFilter, AuditLine, AuditLog } from "../ports/audit.ts";
import type { ExportAuditInput } from "./schema.ts";

const PAGE = 500;

const HEADINGS = [
  ...["Entry", "Time (UTC)", "Actor", "Person", "E-mail", "Verb", "Did", "Target kind", "Target id", "Target name"],
  ...["Before", "After", "Door", "Correlation id", "Hash"],
];

/** The whole log, or what the filter leaves of it, newest first, while it is downloaded. The log says who took it. */
export async function exportAudit({ ctx, input: { format, ...filter } }: Call<ExportAuditInput>): Promise<Download> {
  await authorizeAsMember(ctx, "audit:read", "admin");
  const target = { kind: "audit", id: ctx.workspaceId } as const;
  await ctx.ports.auditLog.note(auditOf(ctx, { verb: "audit.exported", target, after: { format, ...filter } }));
  const lines = auditLines(ctx, filter);
  return {
    name: `audit-log-${ctx.now().slice(0, 10)}.${format}`,
    mediaType: format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
    content: format === "csv" ? csv(lines) : jsonLines(lines),
  };
}

/** All entries that the filter leaves, newest first, a page at a time. */
export async function* auditLines(
  { ports, workspaceId }: { ports: { auditLog: Pick<AuditLog, "lines"> } } & Pick<Context, "workspaceId">,
  filter: AuditFilter = {},
): AsyncGenerator<AuditLine[]> {
  for (let before: number | undefined; ; ) {
    const page = { limit: PAGE, ...(before !== undefined && { before }) };
    const lines = await ports.auditLog.lines(workspaceId, filter, page);
    if (lines.length > 0) yield lines;
    if (lines.length < PAGE) return;
    before = lines.at(-1)?.sequence;
  }
}

export async function* jsonLines(pages: AsyncIterable<readonly AuditLine[]>): AsyncGenerator<string> {
  for await (const lines of pages) yield lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

async function* csv(pages: AsyncIterable<readonly AuditLine[]>): AsyncGenerator<string> {
  yield csvRow(HEADINGS);
  for await (const lines of pages) yield lines.map(csvLine).join("");
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const csvLine = (line: AuditLine): string =>
  csvRow([
    ...[line.sequence, line.at, line.actor, line.person?.name ?? null, line.person?.email ?? null, line.verb],
    ...[AUDIT_VERBS[line.verb], line.targetKind, line.targetId, line.targetName, json(line.before), json(line.after)],
    ...[line.door, line.correlationId, line.hash],
  ]);
