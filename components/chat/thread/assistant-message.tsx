"use client";
import { OctagonX, RotateCcw, Square } from "lucide-react";
import { useState } from "react";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { sessionApi } from "#components/chat/session-api.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { MessageParts } from "#components/chat/thread/message-parts.tsx";
import { Paused } from "#components/chat/thread/paused.tsx";
import { Attempts, Receipts, Waiting } from "#components/chat/thread/receipts.tsx";
import { useShown } from "#components/chat/thread/use-shown.ts";
import { modelLine } from "#components/chat/view/model-line.ts";
import { receiptsOf } from "#components/chat/view/receipts.ts";
import { acts, roleOf } from "#components/chat/view/role-of.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Clock } from "#components/ui/time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { type Message, type MessagePart, textOf } from "#lib/domain/session/parts.ts";

interface AssistantMessageProps {
  message: Message;
  agent: AgentInfo;
  /** It was tried again: its failure is history. */
  superseded: boolean;
}

export function AssistantMessage({ message: written, agent, superseded }: AssistantMessageProps) {
  const failed = useSession((state) => state.view.turns[written.id]?.failure !== undefined);
  const message = useShown(written, failed);
  const text = textOf(message.parts);
  const model = modelLine(message);
  return (
    <article
      aria-label={`${agent.name}'s message`}
      aria-busy={message.status === "streaming"}
      className="group/message flex gap-3"
    >
      <AgentMark agent={agent} className="mt-0.5 max-sm:hidden" />
      <div className="relative grid min-w-0 flex-1 grid-cols-1 gap-3">
        <header className="-mb-2 flex h-5 items-center gap-2 text-ui">
          <AgentMark agent={agent} size="sm" className="sm:hidden" />
          <span className="font-semibold">{agent.name}</span>
          <Clock at={message.createdAt} className="text-muted text-xs" />
        </header>
        <MessageParts message={message} />
        <Ending message={message} agent={agent} superseded={superseded} />
        {message.status !== "streaming" && text ? (
          <footer className="absolute start-0 top-full -ms-1.5 flex h-7 max-w-full items-center gap-1 opacity-0 transition-opacity focus-within:opacity-100 group-hover/message:opacity-100 pointer-coarse:opacity-100">
            <CopyButton text={() => text} label="Copy message" />
            {model ? <span className="truncate text-muted text-xs">{model}</span> : null}
          </footer>
        ) : null}
      </div>
    </article>
  );
}

/** How a message stands: at work, stopped, failed, waiting. Nobody has to wonder. */
function Ending({ message, agent, superseded }: AssistantMessageProps) {
  switch (message.status) {
    case "streaming":
      return <AtWork message={message} />;
    case "stopped":
      return (
        <div className="grid gap-1">
          <p className="flex items-center gap-1.5 text-muted text-ui">
            <Square aria-hidden className="size-3 fill-current" /> Stopped
          </p>
          <Receipts message={message} />
        </div>
      );
    case "failed":
      return superseded ? (
        <p className="text-muted text-ui">This attempt failed: {reasonOf(message)}</p>
      ) : (
        <Failed message={message} agent={agent} />
      );
    case "paused":
      return <Paused turnId={message.id} />;
    default:
      return <Receipts message={message} />;
  }
}

function AtWork({ message }: { message: Message }) {
  const turn = useSession((state) => state.view.turns[message.id]);
  const last = message.parts.at(-1);
  if ((last?.type === "text" || last?.type === "reasoning") && last.text) return null;
  return (
    <p className="flex min-h-6 items-center gap-2 text-muted text-ui">
      <span aria-hidden className="size-2 animate-breathe rounded-full bg-agent-fill" />
      {turn?.failure ? <Waiting failure={turn.failure} /> : atWork(turn?.status === "accepted", last)}
    </p>
  );
}

function atWork(accepted: boolean, last: MessagePart | undefined): string {
  if (accepted) return "Starting";
  return last?.type === "tool-call" && last.state === "running" ? "Working" : "Thinking";
}

const reasonOf = (message: Message): string => message.error?.message ?? "This answer could not be finished.";

function Failed({ message, agent }: Pick<AssistantMessageProps, "message" | "agent">) {
  const sessionId = useSession((state) => state.view.id);
  const mayRetry = useSession((state) => acts(roleOf(state.view, agent.slug)));
  const attempts = receiptsOf(message);
  const [busy, setBusy] = useState(false);
  async function again() {
    setBusy(true);
    const answer = await sessionApi.regenerate(sessionId, agent.slug, message.id);
    if (!answer.ok) void toast(answer.problem.detail, "error");
    setBusy(false);
  }
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-danger/25 bg-danger-soft px-3.5 py-2.5"
    >
      <OctagonX aria-hidden className="size-4 shrink-0 text-danger" />
      <p dir="auto" className="min-w-48 flex-1 text-ui">
        {reasonOf(message)}
      </p>
      {mayRetry ? (
        <Button size="sm" disabled={busy} onClick={again}>
          <RotateCcw /> Try again
        </Button>
      ) : null}
      {attempts.length > 1 ? <Attempts receipts={attempts} className="w-full" /> : null}
    </div>
  );
}
