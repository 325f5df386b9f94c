import { CircleAlert } from "lucide-react";
import type { AnswerState } from "#components/chat/questions/answer-store.ts";
import { answerLines, legendOf } from "#components/chat/questions/answer-words.ts";
import { Answered, Lines, type Standing } from "#components/chat/questions/answered.tsx";
import { draftLines } from "#components/chat/questions/draft-words.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { type Json, sameJson } from "#lib/domain/json.ts";
import type { ClientActionOutcome, OpenClientAction } from "#lib/domain/session/client-action.ts";

/** What became of a question; `outcome` null: it is over, and this page has not heard how. */
export interface QuestionEnd {
  outcome: ClientActionOutcome | null;
  response: Json;
  by: string | null;
  at: string | null;
}

interface EndedProps {
  action: OpenClientAction;
  answer: AnswerState;
  end: QuestionEnd | null;
  /** Its time is over. */
  over: boolean;
  onDiscard(): void;
}

/** A question after its time. What this person had written and nobody got is shown, never dropped in silence. */
export function Ended({ action, answer, end, over, onDiscard }: EndedProps) {
  const legend = legendOf(action);
  const onTheWay = answer.status === "sending" || answer.status === "queued" || answer.status === "sent";
  const mine = onTheWay && (end === null || end.outcome === null || sameJson(end.response, answer.response));
  const response = mine ? answer.response : end?.outcome === "answered" ? end.response : null;
  const unsent = mine
    ? []
    : answer.response === null
      ? draftLines(action, answer.draft)
      : answerLines(legend, answer.response);
  return (
    <Answered
      prompt={action.prompt}
      standing={standingOf(answer, { end, mine, over })}
      lines={response === null ? [] : answerLines(legend, response)}
      by={mine && (end || answer.status === "sent") ? "you" : (end?.by ?? null)}
      at={end?.at}
    >
      {answer.status === "queued" && answer.problem ? (
        <p role="status" className="text-ui text-warning">
          {answer.problem.detail}
        </p>
      ) : null}
      {unsent.length > 0 ? (
        <Unsent
          lines={unsent}
          why={answer.status === "refused" ? answer.problem?.detail : undefined}
          onDiscard={onDiscard}
        />
      ) : null}
    </Answered>
  );
}

function standingOf(
  answer: AnswerState,
  { end, mine, over }: { end: QuestionEnd | null; mine: boolean; over: boolean },
): Standing {
  if (end) return end.outcome ?? (mine ? "answered" : "over");
  if (!mine) return over ? "expired" : "withdrawn";
  return answer.status === "sent" ? "answered" : answer.status === "queued" ? "queued" : "sending";
}

interface UnsentProps {
  lines: ReturnType<typeof draftLines>;
  why: string | undefined;
  onDiscard(): void;
}

function Unsent({ lines, why, onDiscard }: UnsentProps) {
  const text = lines.map((line) => (line.label === null ? line.text : `${line.label}: ${line.text}`)).join("\n");
  return (
    <div role="status" className="mt-1 grid gap-1.5 rounded-lg bg-warning-soft px-3 py-2">
      <p className="flex gap-2 text-ui text-warning">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {why ?? "This was settled while you were writing."} What you had written was not sent:
      </p>
      <Lines lines={lines} />
      <div className="flex items-center gap-1">
        <CopyButton text={() => text} label="Copy what you had written" />
        <Button size="sm" variant="ghost" onClick={onDiscard}>
          Dismiss
        </Button>
      </div>
    </div>
  );
}
