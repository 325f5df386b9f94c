"use client";
import { useMemo } from "react";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { useDeadline } from "#components/chat/questions/use-deadline.ts";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { slugOf } from "#components/chat/view/slug-of.ts";
import { plainText } from "#components/markdown/plain-text.ts";
import { useUi } from "#components/shell/ui-store.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";

/** Every question of this session that waits, with the way to it. */
export function WaitingQuestions() {
  const actions = useSession((state) => state.view.clientActions);
  const all = useMemo(
    () => Object.values(actions).toSorted((a, b) => a.requestedAt.localeCompare(b.requestedAt)),
    [actions],
  );
  if (all.length === 0) return null;
  return (
    <section className="grid gap-2.5">
      <h3 className="font-medium text-muted text-xs">Waits for an answer</h3>
      <ul className="grid gap-1.5">
        {all.map((action) => (
          <Waiting key={action.id} action={action} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ action }: { action: OpenClientAction }) {
  const store = useSessionStore();
  const agent = useAgent(useSession((state) => slugOf(state.view, action.conversationId) ?? ""));
  const deadline = useDeadline(action.expiresAt);
  return (
    <li>
      <button
        type="button"
        className="flex w-full items-start gap-2.5 rounded-xl border border-line bg-surface px-3 py-2.5 text-start transition-colors hover:border-line-strong/50"
        onClick={() => {
          useUi.setState({ panelSheet: false });
          store.seek(action.id);
        }}
      >
        <AgentMark agent={agent} size="sm" />
        <span className="grid min-w-0 gap-0.5">
          <span dir="auto" className="line-clamp-2 break-words text-ui">
            <span className="sr-only">{agent.name} asks: </span>
            {plainText(action.prompt)}
          </span>
          {deadline ? (
            <span className={deadline.near ? "text-warning text-xs" : "text-muted text-xs"}>{deadline.words}</span>
          ) : null}
        </span>
      </button>
    </li>
  );
}
