"use client";
import { Inbox } from "lucide-react";
import { useInbox } from "#components/inbox/inbox-context.tsx";
import { QueueList } from "#components/inbox/queue-list.tsx";
import { useQueue } from "#components/inbox/use-queue.ts";
import type { InboxPage } from "#lib/application/sessions/inbox-schema.ts";

/** Everything that waits for this person in all sessions, to be answered in place. */
export function InboxScreen({ first }: { first: InboxPage }) {
  const total = useInbox((state) => state.total);
  const waiting = useQueue(first);
  return (
    <div className="mx-auto grid max-w-184 gap-6">
      <p role="status" className={waiting.queue.length === 0 ? "sr-only" : "text-muted text-ui"}>
        {total === 0
          ? "Nothing waits for you."
          : total === 1
            ? "One thing waits for you."
            : `${total} things wait for you.`}
      </p>
      {waiting.queue.length === 0 ? <Nothing /> : null}
      <QueueList label="What waits for you" {...waiting} />
    </div>
  );
}

const Nothing = () => (
  <div className="grid justify-items-center gap-3 py-20 text-center">
    <Inbox aria-hidden strokeWidth={1.25} className="size-9 text-line-strong" />
    <h2 className="font-medium text-sm">Nothing waits for you</h2>
    <p className="max-w-xs text-muted text-ui leading-relaxed">
      When an agent asks something, in whichever session, the question comes here too, and you can answer it in place.
    </p>
  </div>
);
