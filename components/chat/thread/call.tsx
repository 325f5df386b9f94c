"use client";
import { Suspense } from "react";
import { kindOfTool } from "#components/chat/questions/asking-tools.ts";
import { usePersonName } from "#components/chat/questions/use-person-name.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { askedBy } from "#components/chat/store/ended-questions.ts";
import { ToolCall } from "#components/chat/thread/tool-call.tsx";
import { Skeleton } from "#components/ui/card.tsx";
import { Clock } from "#components/ui/time.tsx";
import { whenNeeded } from "#components/ui/when-needed.ts";
import type { ToolCallPart } from "#lib/domain/session/parts.ts";

const QuestionCall = whenNeeded(() => import("#components/chat/questions/question-call.tsx"));

/** A tool call: one line, or the question that it asks. The widgets' code comes with the first question. */
export function Call({ call, turnId }: { call: ToolCallPart; turnId: string }) {
  const open = useSession((state) => askedBy(state.view.clientActions, (one) => one, turnId, call.toolCallId));
  const ended = useSession((state) => askedBy(state.ended, (one) => one.action, turnId, call.toolCallId));
  const asks = kindOfTool(call.tool) !== undefined && call.state !== "running" && call.state !== "failed";
  if (!open && !ended && !asks) return call.answered ? <ApprovedCall call={call} /> : <ToolCall call={call} />;
  return (
    <Suspense fallback={<Skeleton className="h-28 rounded-xl" />}>
      <QuestionCall call={call} open={open} ended={ended} />
    </Suspense>
  );
}

/** A call that a person has decided on, long after. */
function ApprovedCall({ call }: { call: ToolCallPart }) {
  const nameOf = usePersonName();
  const by = nameOf(call.answered?.by ?? null);
  return (
    <div className="grid gap-1">
      <ToolCall call={call} />
      <p className="text-muted text-xs">
        {call.error?.code === "tool_refused" ? "Refused" : "Approved"}
        {by ? (
          <>
            {" by "}
            <bdi>{by}</bdi>
          </>
        ) : null}{" "}
        {call.answered ? <Clock at={call.answered.at} /> : null}
      </p>
    </div>
  );
}
