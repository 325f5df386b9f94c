"use client";
import { useEffect } from "react";
import { useMe } from "#components/account/me.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { type AnswerLine, answerLines, legendOfCall } from "#components/chat/questions/answer-words.ts";
import { Answered, type Standing } from "#components/chat/questions/answered.tsx";
import { kindOfTool } from "#components/chat/questions/asking-tools.ts";
import { Question } from "#components/chat/questions/question.tsx";
import { readOnlyReason } from "#components/chat/questions/read-only-reason.ts";
import { usePersonName } from "#components/chat/questions/use-person-name.ts";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import type { EndedQuestion } from "#components/chat/store/ended-questions.ts";
import { ToolCall } from "#components/chat/thread/tool-call.tsx";
import { roleOf } from "#components/chat/view/role-of.ts";
import { slugOf } from "#components/chat/view/slug-of.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { ToolCallPart } from "#lib/domain/session/parts.ts";

interface QuestionCallProps {
  call: ToolCallPart;
  /** The question that waits with this call. */
  open: OpenClientAction | undefined;
  /** The one that has ended while this page was looking. */
  ended: EndedQuestion | undefined;
}

/** A tool call that asks, in the thread: the question, or what was answered long ago. */
export default function QuestionCall({ call, open, ended }: QuestionCallProps) {
  const nameOf = usePersonName();
  const action = open ?? ended?.action;
  if (!action) return <Answered {...settledFrom(call)} by={nameOf(call.answered?.by ?? null)} />;
  return (
    <>
      <QuestionInThread action={action} call={call} ended={open ? undefined : ended} />
      {action.kind === "approval" && call.state !== "waiting" ? <ToolCall call={call} /> : null}
    </>
  );
}

interface QuestionInThreadProps {
  action: OpenClientAction;
  call: ToolCallPart;
  ended: EndedQuestion | undefined;
}

function QuestionInThread({ action, call, ended }: QuestionInThreadProps) {
  const store = useSessionStore();
  const me = useMe();
  const nameOf = usePersonName();
  const sessionId = useSession((state) => state.view.id);
  const slug = useSession((state) => slugOf(state.view, action.conversationId) ?? "");
  const role = useSession((state) => roleOf(state.view, slug));
  const hasDraft = useSession((state) =>
    state.view.drafts.some(
      ({ clientActionId, authorId, status }) => clientActionId === action.id && authorId === me && status === "pending",
    ),
  );
  const agent = useAgent(slug);
  const sought = useSession((state) => state.sought === action.id);

  useEffect(() => {
    if (!sought) return;
    const widget = document.getElementById(`question-${action.id}`);
    // A long form is read from its beginning.
    const isLong = (widget?.offsetHeight ?? 0) > innerHeight / 2;
    widget?.scrollIntoView({ block: isLong ? "start" : "center" });
    widget?.focus({ preventScroll: true });
    store.found();
  }, [sought, action.id, store]);

  return (
    <Question
      {...{ action, sessionId, agent, call }}
      readOnly={readOnlyReason(role, agent.name, hasDraft)}
      note={role === "mentee" ? "Your answer is sent once a primary or shared person has approved it." : null}
      end={
        ended
          ? {
              outcome: ended.end?.outcome ?? null,
              response: ended.end?.response ?? null,
              by: nameOf(ended.end?.responderId ?? null),
              at: ended.at,
            }
          : null
      }
    />
  );
}

/** What is left of a question in its tool call. */
function settledFrom({ tool, input, output, state, endedAt, answered }: ToolCallPart): {
  prompt: string;
  standing: Standing;
  lines: AnswerLine[];
  at: string | undefined;
} {
  const asked = asObject(input);
  const { response, expired } = asObject(output);
  const kind = kindOfTool(tool);
  const standing = expired === true ? "expired" : state === "done" || state === "waiting" ? "answered" : "withdrawn";
  return {
    prompt: typeof asked.prompt === "string" ? asked.prompt : "",
    standing,
    lines: kind && response !== undefined ? answerLines(legendOfCall(kind, asked), response) : [],
    at: answered?.at ?? endedAt,
  };
}

const asObject = (value: Json | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
