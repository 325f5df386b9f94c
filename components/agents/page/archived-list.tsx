import Link from "next/link";
import { Ago } from "#components/ui/time.tsx";
import type { AgentSummary } from "#lib/domain/agent/view.ts";

/** Agents of the reader that are archived, each at its own address. */
export function ArchivedList({ archived }: { archived: readonly AgentSummary[] }) {
  if (archived.length === 0) return null;
  return (
    <details className="group/archived text-ui">
      <summary className="w-fit rounded-sm text-muted underline-offset-2 hover:underline">
        {archived.length === 1 ? "One archived before" : `${archived.length} archived before`}
      </summary>
      <ul aria-label="Archived before" className="mt-2 grid gap-1">
        {archived.map(({ id, name, totalSessions, lastInteractionAt, createdAt }) => (
          <li key={id}>
            <Link href={`/agents/${id}`} className="flex items-baseline gap-2 rounded-lg px-2 py-1.5 hover:bg-hover">
              <bdi className="truncate font-medium">{name}</bdi>
              <span className="text-muted text-xs">
                {totalSessions === 1 ? "1 session" : `${totalSessions} sessions`}
              </span>
              <Ago at={lastInteractionAt ?? createdAt} className="ms-auto text-muted text-xs" />
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
