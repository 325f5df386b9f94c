import type { Metadata } from "next";
import type { AuditQuery } from "#components/settings/audit/audit-filter.tsx";
import { AuditScreen } from "#components/settings/audit/audit-screen.tsx";
import { filterQuery } from "#components/settings/audit/filter-query.ts";
import { NeedsRole } from "#components/settings/needs-role.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { listAudit } from "#lib/application/audit/list-audit.ts";
import { getRetention } from "#lib/application/audit/retention.ts";
import { listAuditInput } from "#lib/application/audit/schema.ts";
import { listMembers } from "#lib/application/members/list-members.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Audit log" };

const FIELDS = ["verb", "userId", "target", "from", "to"] as const;

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const [ctx, given] = await Promise.all([requireContext(), searchParams]);
  const filter: AuditQuery = Object.fromEntries(FIELDS.flatMap((field) => filled(field, given[field])));
  const query = filterQuery(filter).toString();
  const input = listAuditInput.safeParse(Object.fromEntries(new URLSearchParams(query)));
  try {
    const [first, { months }, people] = await Promise.all([
      input.success ? listAudit({ ctx, input: input.data }) : { items: [], nextCursor: null },
      getRetention({ ctx }),
      listMembers({ ctx, input: { status: "active", limit: 100 } }).catch(() => ({ items: [] })),
    ]);
    const isOwner = ctx.role === "owner";
    return (
      <AuditScreen
        key={query}
        {...{ filter, query, months, isOwner }}
        first={first}
        people={people.items.map(({ userId, name }) => ({ userId, name }))}
      />
    );
  } catch (error) {
    if ((error as { code?: string }).code !== "forbidden") throw error;
    return (
      <SettingsFrame>
        <NeedsRole least="admin">The audit log says who did what in this workspace.</NeedsRole>
      </SettingsFrame>
    );
  }
}

/** A field of the address that is a text; of days only those that are one. */
function filled(field: (typeof FIELDS)[number], value: unknown): [string, string][] {
  if (typeof value !== "string" || value === "") return [];
  const isDay = field === "from" || field === "to";
  return isDay && Number.isNaN(Date.parse(`${value}T00:00:00Z`)) ? [] : [[field, value]];
}
