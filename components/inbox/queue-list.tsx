"use client";
import { idOf } from "#components/inbox/inbox-queue.ts";
import { InboxRow } from "#components/inbox/inbox-row.tsx";
import type { useQueue } from "#components/inbox/use-queue.ts";
import { Button } from "#components/ui/button.tsx";

/** What waits, to be answered in place, and the way to the rest of it. */
export function QueueList({ label, queue, more, loading }: ReturnType<typeof useQueue> & { label: string }) {
  return (
    <>
      <ul aria-label={label} className="grid grid-cols-1 gap-7">
        {queue.map(({ item, gone }) => (
          <li key={idOf(item)} className="min-w-0">
            <InboxRow item={item} gone={gone} />
          </li>
        ))}
      </ul>
      {more ? (
        <Button className="justify-self-center" disabled={loading} onClick={more}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
