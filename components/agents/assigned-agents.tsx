"use client";
import Link from "next/link";
import { AgentMark, accent } from "#components/agents/agent-mark.tsx";
import { useAgents } from "#components/agents/agents-context.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { AgentSummary } from "#lib/domain/agent/view.ts";

/** Agents of other people on which the reader has a role. */
export function AssignedAgents({ assigned }: { assigned: readonly AgentSummary[] }) {
  const agents = useAgents();
  if (assigned.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-3">
      <h2 className="font-medium text-muted text-ui">Shared with you</h2>
      <ul className="grid gap-2.5 sm:grid-cols-2">
        {assigned.map(({ id, slug, name, ownerName, role }) => {
          const agent = agents.find((one) => one.slug === slug);
          return agent ? (
            <li key={id}>
              <Link
                href={`/agents/${id}`}
                {...accent(agent.colour)}
                className="flex h-full items-center gap-3.5 rounded-xl border border-line bg-surface p-4 transition-colors hover:border-agent-line hover:bg-agent-soft"
              >
                <AgentMark agent={agent} size="lg" />
                <span className="grid min-w-0 flex-1 gap-0.5">
                  <bdi className="truncate font-semibold text-sm">{name}</bdi>
                  <span className="truncate text-muted text-ui">
                    of <bdi>{ownerName}</bdi>
                  </span>
                </span>
                <Badge>{role}</Badge>
              </Link>
            </li>
          ) : null;
        })}
      </ul>
    </section>
  );
}
