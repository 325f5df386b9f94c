"use client";
import { lazy, Suspense } from "react";
import { kindOfTool } from "#components/chat/questions/asking-tools.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { askedBy } from "#components/chat/store/ended-questions.ts";
import { ToolCall } from "#components/chat/thread/tool-call.tsx";
import { Skeleton } from "#components/ui/card.tsx";
import type { ToolCallPart } from "#lib/domain/session/parts.ts";

const QuestionCall = lazy(() => import("#components/chat/questions/question-call.tsx"));

/** A tool call: one line, or the question that it asks. The widgets' code comes with the first question. */
export function Call({ call, turnId }: { call: ToolCallPart; turnId: string }) {
  const open = useSession((state) => askedBy(state.view.clientActions, (one) => one, turnId, call.toolCallId));
  const ended = useSession((state) => askedBy(state.ended, (one) => one.action, turnId, call.toolCallId));
  const asks = kindOfTool(call.tool) !== undefined && call.state !== "running" && call.state !== "failed";
  if (!open && !ended && !asks) return <ToolCall call={call} />;
  return (
    <Suspense fallback={<Skeleton className="h-28 rounded-xl" />}>
      <QuestionCall call={call} open={open} ended={ended} />
    </Suspense>
  );
}
