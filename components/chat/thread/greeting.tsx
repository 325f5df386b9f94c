"use client";
import { ArrowUp } from "lucide-react";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { roleOf } from "#components/chat/view/role-of.ts";
import { Markdown } from "#components/markdown/markdown.tsx";

/** An empty conversation: who this is, and first words that work. */
export function Greeting({ agent }: { agent: AgentInfo }) {
  const store = useSessionStore();
  const mayWrite = useSession((state) => !["observer", null].includes(roleOf(state.view, agent.slug)));
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-1 flex-col justify-center gap-6 pb-12">
      <div className="grid gap-4">
        <AgentMark agent={agent} size="lg" />
        <h2 className="font-semibold text-2xl tracking-tight">{agent.name}</h2>
        <div className="text-msg text-muted">
          <Markdown text={agent.greeting || agent.description} />
        </div>
      </div>
      {mayWrite && agent.starters.length > 0 ? (
        <ul className="grid gap-2 sm:grid-cols-2" aria-label="Ways to start">
          {agent.starters.map((starter) => (
            <li key={starter}>
              <button
                type="button"
                onClick={() => store.send(starter, [])}
                className="group flex h-full w-full items-start justify-between gap-3 rounded-xl border border-line bg-surface px-4 py-3 text-start text-sm transition-colors hover:border-agent-line hover:bg-agent-soft"
              >
                {starter}
                <ArrowUp
                  aria-hidden
                  className="mt-0.5 size-4 shrink-0 text-muted opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
                />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
