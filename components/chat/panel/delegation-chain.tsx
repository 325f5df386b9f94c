"use client";
import { Boxes, Cog } from "lucide-react";
import type { ReactNode } from "react";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { useAgents } from "#components/agents/agents-context.tsx";
import { each } from "#components/ui/each.ts";
import { inWords } from "#components/workflows/run-words.ts";

/** Who gave work to whom, from the first agent to the last service, as a line of nodes. */
export function DelegationChain({ chain }: { chain: readonly string[] }) {
  const agents = useAgents();
  return (
    <ol className="grid grid-cols-1">
      {each(chain, (name, index) => {
        const agent = agents.find((one) => one.slug === name);
        return (
          <li className="relative flex items-center gap-2.5 pb-3 last:pb-0">
            {index < chain.length - 1 ? (
              <span aria-hidden className="absolute start-2.5 top-5 bottom-0 w-px bg-line-strong/50" />
            ) : null}
            {agent ? (
              <AgentMark agent={agent} size="sm" />
            ) : (
              <Node>{name.endsWith("Orchestrator") ? <Boxes /> : <Cog />}</Node>
            )}
            <span className="min-w-0 truncate text-ui">{agent ? agent.name : inWords(name)}</span>
            <span className="ms-auto shrink-0 text-muted text-xs">
              {agent ? "agent" : name.endsWith("Orchestrator") ? "orchestrator" : "service"}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const Node = ({ children }: { children: ReactNode }) => (
  <span aria-hidden className="grid size-5 shrink-0 place-items-center rounded-md bg-hover text-muted [&_svg]:size-3">
    {children}
  </span>
);
