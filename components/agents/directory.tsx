"use client";
import Link from "next/link";
import { AgentMark, accent } from "#components/agents/agent-mark.tsx";
import { useAgents } from "#components/agents/agents-context.tsx";
import { AssignedAgents } from "#components/agents/assigned-agents.tsx";
import { byCategory, CATEGORY_WORDS } from "#components/agents/categories.ts";
import { ArchivedList } from "#components/agents/page/archived-list.tsx";
import { PageFrame } from "#components/shell/page-frame.tsx";
import type { AgentSummary } from "#lib/domain/agent/view.ts";

interface DirectoryProps {
  /** Other people's agents on which the reader has a role. */
  assigned: readonly AgentSummary[];
  /** The reader's own that are archived. */
  archived: readonly AgentSummary[];
}

/** Everyone one can work with. */
export function Directory({ assigned, archived }: DirectoryProps) {
  const groups = byCategory(useAgents());
  return (
    <PageFrame title="Agents">
      <div className="grid grid-cols-1 gap-8">
        <AssignedAgents assigned={assigned} />
        {groups.map(({ category, agents }) => (
          <section key={category} className="grid grid-cols-1 gap-3">
            <h2 className="font-medium text-muted text-ui">{CATEGORY_WORDS[category]}</h2>
            <ul className="grid gap-2.5 sm:grid-cols-2">
              {agents.map((agent) => (
                <li key={agent.slug}>
                  <Link
                    href={`/agents/${agent.slug}`}
                    {...accent(agent.colour)}
                    className="flex h-full gap-3.5 rounded-xl border border-line bg-surface p-4 transition-colors hover:border-agent-line hover:bg-agent-soft"
                  >
                    <AgentMark agent={agent} size="lg" />
                    <span className="grid content-start gap-0.5">
                      <span className="font-semibold text-sm">{agent.name}</span>
                      <span className="text-muted text-ui">{agent.description}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <ArchivedList archived={archived} />
      </div>
    </PageFrame>
  );
}
