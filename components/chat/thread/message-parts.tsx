"use client";
import { Info, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { Chart } from "#components/artifacts/chart.tsx";
import { DataTable } from "#components/artifacts/data-table.tsx";
import { useSession } from "#components/chat/session-context.tsx";
import { Call } from "#components/chat/thread/call.tsx";
import { FileChip } from "#components/chat/thread/file-chip.tsx";
import { HandoffCard } from "#components/chat/thread/handoff-card.tsx";
import { Reasoning } from "#components/chat/thread/reasoning.tsx";
import { useRunActions } from "#components/chat/use-run-actions.ts";
import { Markdown } from "#components/markdown/markdown.tsx";
import { cn } from "#components/ui/cn.ts";
import { each } from "#components/ui/each.ts";
import { RunCard } from "#components/workflows/run-card.tsx";
import { inWords } from "#components/workflows/run-words.ts";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";

/** The parts of an assistant's message, in the order they were written. */
export function MessageParts({ message }: { message: Message }) {
  const last = message.parts.length - 1;
  const streaming = message.status === "streaming";
  return each(message.parts, (part, index) => (
    <Part
      part={part}
      writing={streaming && index === last}
      message={message.id}
      conversationId={message.conversationId}
    />
  ));
}

interface PartProps {
  part: MessagePart;
  writing: boolean;
  /** Of an assistant's message it is the turn's id too. */
  message: string;
  conversationId: string;
}

const Part = memo(({ part, writing, message, conversationId }: PartProps) => {
  switch (part.type) {
    case "text":
      return part.text.trim() ? <Markdown text={part.text} writing={writing} /> : null;
    case "reasoning":
      return <Reasoning text={part.text} writing={writing} />;
    case "file":
      return <FileChip file={part} />;
    case "tool-call":
      return <Call call={part} turnId={message} />;
    case "table":
      return <DataTable table={part.table} />;
    case "chart":
      return <Chart chart={part.chart} />;
    case "handoff":
      return <HandoffCard packet={part.packet} received={part.packet.toConversationId === conversationId} />;
    case "run":
      return <LiveRun runId={part.runId} workflowType={part.workflowType} />;
    case "notice":
      return <Notice level={part.level} text={part.text} />;
    case "receipts":
      return null; // said once, below the message
  }
});

/** One of an imported session ran elsewhere: what is known of it is that it did. */
function LiveRun({ runId, workflowType }: { runId: string; workflowType: string }) {
  const run = useSession((state) => state.view.runs.find((one) => one.id === runId));
  const actions = useRunActions();
  return run ? (
    <RunCard run={run} actions={actions} />
  ) : (
    <Notice level="info" text={`Workflow: ${inWords(workflowType)}`} />
  );
}

function Notice({ level, text }: { level: "info" | "warning"; text: string }) {
  const Icon = level === "warning" ? TriangleAlert : Info;
  return (
    <p
      dir="auto"
      className={cn(
        "flex gap-2 rounded-lg px-3 py-2 text-ui",
        level === "warning" ? "bg-warning-soft text-warning" : "bg-hover text-muted",
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 break-words">{text}</span>
    </p>
  );
}
