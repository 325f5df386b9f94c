"use client";
import { CircleAlert, Clock3, Hourglass, Lock } from "lucide-react";
import { useId, useRef } from "react";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { accent } from "#components/agents/agent-mark.tsx";
import { Ended, type QuestionEnd } from "#components/chat/questions/ended.tsx";
import { KINDS } from "#components/chat/questions/kinds.ts";
import { useAnswer } from "#components/chat/questions/use-answer.ts";
import { useDeadline } from "#components/chat/questions/use-deadline.ts";
import type { WaitingCall } from "#components/chat/questions/widget.ts";
import { Markdown } from "#components/markdown/markdown.tsx";
import { plainText } from "#components/markdown/plain-text.ts";
import { cn } from "#components/ui/cn.ts";
import { useHydrated } from "#components/ui/hydrated.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";

interface QuestionProps {
  action: OpenClientAction;
  sessionId: string;
  agent: AgentInfo;
  call: WaitingCall | null;
  /** What became of it; null while it waits. */
  end: QuestionEnd | null;
  /** Why this person may not answer. */
  readOnly: string | null;
  /** What else this person has to know before answering. */
  note?: string | null;
}

/** A question of an agent where it was asked: to be answered, being sent, or ended. */
export function Question({ action, sessionId, agent, call, end, readOnly, note = null }: QuestionProps) {
  const [answer, store] = useAnswer(action);
  const deadline = useDeadline(action.expiresAt);
  // Its code comes after the page's: what is chosen or sent before would be lost, or the form sent by the browser itself.
  const hydrated = useHydrated();
  const words = useId();
  const section = useRef<HTMLElement>(null);
  const { icon: Icon, wants, Widget } = KINDS[action.kind];
  const closed = end !== null || answer.status !== "open" || deadline?.over === true;

  return (
    <section
      ref={section}
      id={`question-${action.id}`}
      aria-label={`${agent.name} asks: ${plainText(action.prompt)}`}
      data-waits={closed ? undefined : ""}
      tabIndex={-1}
      {...accent(agent.colour)}
      className="min-w-0 scroll-my-4 rounded-xl"
    >
      {closed ? (
        <Ended {...{ action, answer, end }} over={deadline?.over === true} onDiscard={store.discard} />
      ) : (
        <div className="overflow-hidden rounded-xl border border-agent-line bg-surface">
          <header className="flex flex-wrap items-center gap-x-2 gap-y-0.5 border-agent-line border-b bg-agent-soft px-3.5 py-1.5 text-agent-ink text-xs">
            <Icon aria-hidden className="size-3.5 shrink-0" />
            <span className="font-medium">
              {agent.name} waits for {wants}
            </span>
            {deadline ? (
              <span
                className={cn(
                  "flex items-center gap-1 tabular-nums max-sm:w-full sm:ms-auto",
                  deadline.near && "text-warning",
                )}
              >
                {deadline.near ? (
                  <Hourglass aria-hidden className="size-3" />
                ) : (
                  <Clock3 aria-hidden className="size-3" />
                )}
                {deadline.words}
              </span>
            ) : null}
          </header>
          <div className={cn("grid gap-3.5 px-3.5 pt-3 pb-3.5", !hydrated && "[&_:disabled]:opacity-100!")}>
            <div id={words} dir="auto" className="text-msg">
              <Markdown text={action.prompt} />
            </div>
            <Widget
              {...{ action, sessionId, agent, call }}
              draft={answer.draft}
              sent={answer.response}
              problem={answer.problem}
              disabled={readOnly !== null || !hydrated}
              labelledBy={words}
              onDraft={store.setDraft}
              onSubmit={(response) => {
                // The widget goes: who answered with the keyboard stays at the question.
                section.current?.focus({ preventScroll: true });
                store.submit(response);
              }}
            />
            {readOnly ? (
              <p className="flex gap-2 text-muted text-ui">
                <Lock aria-hidden className="mt-0.5 size-3.5 shrink-0" />
                {readOnly}
              </p>
            ) : note ? (
              <p className="text-muted text-ui">{note}</p>
            ) : null}
            {answer.problem ? (
              <p role="alert" className="flex gap-2 text-danger text-ui">
                <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
                {answer.problem.detail}
              </p>
            ) : null}
          </div>
        </div>
      )}
    </section>
  );
}
