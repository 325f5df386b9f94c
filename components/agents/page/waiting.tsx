"use client";
import { CircleHelp } from "lucide-react";
import Link from "next/link";
import type { AgentPageData } from "#components/agents/page/page-data.ts";
import { QueueList } from "#components/inbox/queue-list.tsx";
import { useQueue } from "#components/inbox/use-queue.ts";
import { plainText } from "#components/markdown/plain-text.ts";

interface WaitingProps {
  data: AgentPageData;
  titles: ReadonlyMap<string, string | null>;
}

/** What waits for an answer in an agent's sessions: answered in place by those who may, else where it stands. */
export function Waiting({ data, titles }: WaitingProps) {
  const { detail, waiting } = data;
  const inbox = useQueue(waiting, detail.id ?? undefined);
  const here = new Set(inbox.queue.map(({ item }) => item.sessionId));
  const others = detail.activeSessions.filter((part) => part.pendingAction !== null && !here.has(part.sessionId));
  return (
    <>
      {inbox.queue.length > 0 ? (
        <div className="grid grid-cols-1 gap-3">
          <h3 className="font-medium text-muted text-ui">Waits for you</h3>
          <QueueList label="Waits for you" {...inbox} />
        </div>
      ) : null}
      {others.length > 0 ? <Elsewhere parts={others} slug={detail.slug} titles={titles} /> : null}
    </>
  );
}

interface ElsewhereProps {
  parts: AgentPageData["detail"]["activeSessions"];
  slug: string;
  titles: WaitingProps["titles"];
}

/** Questions that wait for somebody else. */
function Elsewhere({ parts, slug, titles }: ElsewhereProps) {
  return (
    <div className="grid gap-2 rounded-xl border border-line bg-warning-soft p-4">
      <h3 className="flex items-center gap-2 font-medium text-ui text-warning">
        <CircleHelp aria-hidden className="size-4" />
        {parts.length === 1 ? "A question waits for an answer" : `${parts.length} questions wait for an answer`}
      </h3>
      <ul className="grid gap-1.5">
        {parts.map(({ sessionId, pendingAction }) => (
          <li key={sessionId} className="text-ui">
            <Link href={`/sessions/${sessionId}?agent=${slug}`} className="font-medium underline underline-offset-2">
              <bdi>{plainText(pendingAction?.prompt ?? "")}</bdi>
            </Link>
            {titles.get(sessionId) ? <span className="text-muted"> in {titles.get(sessionId)}</span> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
