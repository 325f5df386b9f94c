"use client";
import Link from "next/link";
import { AgentMark, accent } from "#components/agents/agent-mark.tsx";
import { useAgents } from "#components/agents/agents-context.tsx";
import { byCategory, CATEGORY_WORDS } from "#components/agents/categories.ts";
import { PageFrame } from "#components/shell/page-frame.tsx";

/** Everyone one can work with. */
export function Directory() {
  const groups = byCategory(useAgents());
  return (
    <PageFrame title="Agents">
      <div className="grid gap-8">
        {groups.map(({ category, agents }) => (
          <section key={category} className="grid gap-3">
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
      </div>
    </PageFrame>
  );
}
