import Link from "next/link";
import type { ReactNode } from "react";
import { plainText } from "#components/markdown/plain-text.ts";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { AgentSessionEntry } from "#lib/domain/agent/view.ts";

const STATUS: Record<AgentSessionEntry["status"], { words: string; tone: BadgeTone }> = {
  active: { words: "under way", tone: "agent" },
  asking: { words: "asks", tone: "warning" },
  suspended: { words: "waits for an answer", tone: "warning" },
  completed: { words: "completed", tone: "success" },
  terminated: { words: "stopped", tone: "neutral" },
};

interface SessionPartRowProps {
  part: AgentSessionEntry;
  slug: string;
  /** What can be done with it. */
  children?: ReactNode;
}

export const titleOfPart = ({ title }: AgentSessionEntry): string => title?.trim() || "Session without a title";

/** One part in a session: where it leads, how it stands or ended, and what came of it. */
export function SessionPartRow({ part, slug, children }: SessionPartRowProps) {
  const { words, tone } = STATUS[part.status];
  const { pendingAction, summary, reason } = part;
  const note = pendingAction ? plainText(pendingAction.prompt) : (summary ?? reason);
  return (
    <li className="flex items-center gap-1">
      <Link
        href={`/sessions/${part.sessionId}?agent=${slug}`}
        prefetch={false}
        className="grid min-w-0 flex-1 gap-0.5 rounded-lg px-2 py-2 hover:bg-hover"
      >
        <span className="flex min-w-0 items-center gap-2">
          <span dir="auto" className="min-w-0 flex-1 truncate text-start text-sm">
            {titleOfPart(part)}
          </span>
          <Badge tone={tone}>{words}</Badge>
          <Ago at={part.endedAt ?? part.startedAt} className="w-12 shrink-0 text-end text-muted text-xs" />
        </span>
        {note ? (
          <span dir="auto" className="line-clamp-2 wrap-anywhere text-start text-muted text-ui">
            {note}
          </span>
        ) : null}
      </Link>
      {children}
    </li>
  );
}
