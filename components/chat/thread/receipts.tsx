"use client";
import { ChevronRight } from "lucide-react";
import { receiptsLine, receiptsOf, waitingWords } from "#components/chat/view/receipts.ts";
import { each } from "#components/ui/each.ts";
import { useHydrated } from "#components/ui/hydrated.ts";
import { Clock, useNow } from "#components/ui/time.tsx";
import type { Message, Receipt } from "#lib/domain/session/parts.ts";

/** One quiet line on models that failed on the way to an answer. Unfolded: every attempt. */
export function Receipts({ message }: { message: Message }) {
  const receipts = receiptsOf(message);
  if (receipts.length === 0) return null;
  return (
    <details className="group min-w-0 text-xs">
      <summary className="flex w-fit max-w-full list-none items-start gap-1 rounded-md py-0.5 pe-1.5 text-muted hover:text-foreground">
        <ChevronRight aria-hidden className="mt-0.5 size-3 shrink-0 transition-transform group-open:rotate-90" />
        <span dir="auto" className="min-w-0 break-words">
          {receiptsLine(message)}
        </span>
      </summary>
      <Attempts receipts={receipts} className="mt-1 border-line border-s-2 ps-3" />
    </details>
  );
}

/** What failed, when and how often. */
export function Attempts({ receipts, className = "" }: { receipts: readonly Receipt[]; className?: string }) {
  return (
    <ol aria-label="Attempts" className={`grid gap-1 text-muted text-xs ${className}`}>
      {each(receipts, ({ name, attempt, message, at }, index) => (
        <li dir="auto" className="min-w-0 break-words">
          <bdi className="font-medium text-foreground">{name}</bdi>
          {attempt > 1 ? `, attempt ${attempt}` : ""} · <Clock at={at} /> ·{" "}
          {attempt > 1 && receipts[index - 1]?.message === message ? "the same" : message}
        </li>
      ))}
    </ol>
  );
}

/** What a turn waits for after a failed attempt, counting down. */
export function Waiting({ failure }: { failure: Receipt }) {
  const hydrated = useHydrated();
  const now = useNow(250);
  const until = Date.parse(failure.next?.at ?? failure.at);
  // Two clocks may differ: nothing is waited for longer than the pause was meant to be.
  const left = hydrated ? Math.min(until - now, until - Date.parse(failure.at)) : 0;
  return <span dir="auto">{waitingWords(failure, left)}</span>;
}
