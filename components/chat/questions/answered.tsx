import { Check, Clock3, CloudOff, X } from "lucide-react";
import type { ReactNode } from "react";
import type { AnswerLine } from "#components/chat/questions/answer-words.ts";
import { plainText } from "#components/markdown/plain-text.ts";
import { each } from "#components/ui/each.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { Clock } from "#components/ui/time.tsx";

export type Standing = "answered" | "over" | "sending" | "queued" | "expired" | "withdrawn";

const ICON: Record<Standing, ReactNode> = {
  answered: <Check className="size-3.5 text-success" />,
  sending: <Spinner className="text-agent-ink" />,
  queued: <CloudOff className="size-3.5 text-warning" />,
  over: <Check className="size-3.5 text-muted" />,
  expired: <Clock3 className="size-3.5 text-muted" />,
  withdrawn: <X className="size-3.5 text-muted" />,
};

const WORDS: Record<Standing, string> = {
  answered: "Answered",
  sending: "Sending",
  queued: "Not sent yet",
  over: "Settled elsewhere",
  expired: "Expired without an answer",
  withdrawn: "Ended without an answer",
};

interface AnsweredProps {
  prompt: string;
  standing: Standing;
  lines: readonly AnswerLine[];
  /** "you", or a name; null when nobody knows. */
  by?: string | null;
  at?: string | null | undefined;
  children?: ReactNode;
}

/** A question that takes no more answers: what was asked, what was said, by whom and when. */
export function Answered({ prompt, standing, lines, by = null, at = null, children }: AnsweredProps) {
  return (
    <div className="grid gap-1.5 rounded-xl border border-line bg-surface px-3.5 py-2.5">
      <p className="flex flex-wrap items-center gap-x-1.5 text-muted text-xs">
        {ICON[standing]}
        <span>
          {WORDS[standing]}
          {by ? (
            <>
              {" by "}
              <bdi>{by}</bdi>
            </>
          ) : null}
        </span>
        {at ? <Clock at={at} /> : null}
      </p>
      <p dir="auto" className="line-clamp-3 break-words text-muted text-ui">
        {plainText(prompt)}
      </p>
      <Lines lines={lines} />
      {children}
    </div>
  );
}

/** An answer in words. */
export function Lines({ lines }: { lines: readonly AnswerLine[] }) {
  if (lines.length === 0) return null;
  if (lines.every(({ label }) => label === null))
    return each(lines, ({ text }) => (
      <p dir="auto" className="whitespace-pre-wrap break-words text-sm">
        {text}
      </p>
    ));
  return (
    <dl className="grid grid-cols-[fit-content(40%)_1fr] gap-x-4 gap-y-1 text-sm">
      {each(lines, ({ label, text }) => (
        <div className="contents">
          <dt dir="auto" className="break-words text-muted">
            {label}
          </dt>
          <dd dir="auto" className="min-w-0 whitespace-pre-wrap break-words">
            {text}
          </dd>
        </div>
      ))}
    </dl>
  );
}
