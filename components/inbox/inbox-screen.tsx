"use client";
import { Inbox } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { request } from "#components/api/request.ts";
import { useInbox } from "#components/inbox/inbox-context.tsx";
import { extended, idOf, renewed } from "#components/inbox/inbox-queue.ts";
import { InboxRow } from "#components/inbox/inbox-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { InboxPage } from "#lib/application/sessions/inbox-schema.ts";

const PAGE = 30;
const MOST = 100;

/** Everything that waits for this person in all sessions, to be answered in place. */
export function InboxScreen({ first }: { first: InboxPage }) {
  const revision = useInbox((state) => state.revision);
  const total = useInbox((state) => state.total);
  const [queue, setQueue] = useState(() => renewed([], first));
  const [cursor, setCursor] = useState(first.nextCursor);
  const [loading, setLoading] = useState(false);
  const seen = useRef(revision);
  const length = useRef(0);
  length.current = queue.length;

  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    const limit = Math.min(MOST, Math.max(PAGE, length.current));
    void request<InboxPage>(`/api/inbox?limit=${limit}`).then((answer) => {
      if (answer.ok) setQueue((now) => renewed(now, answer.body));
    });
  }, [revision]);

  async function more() {
    if (!cursor) return;
    setLoading(true);
    const answer = await request<InboxPage>(`/api/inbox?limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`);
    setLoading(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    setQueue((now) => extended(now, answer.body));
    setCursor(answer.body.nextCursor);
  }

  return (
    <div className="mx-auto grid max-w-184 gap-6">
      <p role="status" className={queue.length === 0 ? "sr-only" : "text-muted text-ui"}>
        {total === 0
          ? "Nothing waits for you."
          : total === 1
            ? "One thing waits for you."
            : `${total} things wait for you.`}
      </p>
      {queue.length === 0 ? <Nothing /> : null}
      <ul aria-label="What waits for you" className="grid gap-7">
        {queue.map(({ item, gone }) => (
          <li key={idOf(item)} className="min-w-0">
            <InboxRow item={item} gone={gone} />
          </li>
        ))}
      </ul>
      {cursor ? (
        <Button className="justify-self-center" disabled={loading} onClick={() => void more()}>
          Show more
        </Button>
      ) : null}
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
