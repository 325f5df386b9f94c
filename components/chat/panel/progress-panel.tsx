"use client";
import { useMemo } from "react";
import { DelegationChain } from "#components/chat/panel/delegation-chain.tsx";
import { WaitingQuestions } from "#components/chat/panel/waiting-questions.tsx";
import { useSession } from "#components/chat/session-context.tsx";
import { useRunActions } from "#components/chat/use-run-actions.ts";
import { Badge } from "#components/ui/badge.tsx";
import { RunCard } from "#components/workflows/run-card.tsx";
import { inOrder, inWords } from "#components/workflows/run-words.ts";

/** What works in this session besides the conversation: runs with their steps, services, and who was delegated to. */
export function ProgressPanel() {
  const runs = useSession((state) => state.view.runs);
  const services = useSession((state) => state.view.orchestratorContext.enablingServices);
  const chain = useSession((state) => state.view.orchestratorContext.workflowDelegationChain);
  const stateKeys = useSession((state) => state.view.stateKeys);
  const actions = useRunActions();
  const ordered = useMemo(() => inOrder(runs), [runs]);
  const used = Object.entries(services);
  const asks = useSession((state) => Object.keys(state.view.clientActions).length > 0);
  if (ordered.length === 0 && chain.length === 0 && !asks) return <Nothing />;
  return (
    <div className="grid gap-6 p-4 pt-2">
      <WaitingQuestions />
      {ordered.length > 0 ? (
        <section className="grid gap-2.5">
          <Title>Workflows</Title>
          {ordered.map((run) => (
            <RunCard key={run.id} run={run} actions={actions} detailed />
          ))}
        </section>
      ) : null}
      {chain.length > 0 ? (
        <section className="grid gap-2.5">
          <Title>Delegation</Title>
          <DelegationChain chain={chain} />
        </section>
      ) : null}
      {used.length > 0 ? (
        <section className="grid gap-2">
          <Title>Services</Title>
          <ul className="flex flex-wrap gap-1.5">
            {used.map(([name, usage]) => (
              <li key={name}>
                <Badge className="py-0.5 text-xs">
                  {inWords(name)} <span className="tabular-nums">× {usage.invocations}</span>
                </Badge>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {stateKeys.length > 0 ? (
        <section className="grid gap-2">
          <Title>Kept for other agents</Title>
          <ul className="grid gap-1 font-mono text-muted text-xs">
            {stateKeys.map((key) => (
              <li key={key} className="truncate">
                {key}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

const Title = ({ children }: { children: string }) => <h3 className="font-medium text-muted text-xs">{children}</h3>;

const Nothing = () => (
  <div className="grid place-items-center gap-3 px-8 py-16 text-center">
    <svg
      aria-hidden
      viewBox="0 0 96 40"
      className="w-24 text-line-strong"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      <path d="M8 20h16M40 20h16M72 20h16" strokeDasharray="2 3" />
      <circle cx="32" cy="20" r="6" />
      <circle cx="64" cy="20" r="6" />
    </svg>
    <p className="text-ui">Nothing is running</p>
    <p className="text-muted text-xs leading-relaxed">
      When an agent starts a workflow, its steps, services and results appear here as they happen.
    </p>
  </div>
);
