"use client";
import { Ellipsis, Users } from "lucide-react";
import Link from "next/link";
import { DOT_WORDS, dotOf, type SessionDot } from "#components/sessions/session-list-state.ts";
import { SessionMenu } from "#components/sessions/session-menu.tsx";
import type { SessionSummary } from "#components/sessions/session-summary.ts";
import { useUi } from "#components/shell/ui-store.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Ago } from "#components/ui/time.tsx";

export const ROW_HEIGHT = 36;

const DOT: Record<SessionDot, string> = {
  waiting: "bg-warning",
  running: "bg-ring animate-breathe",
  idle: "bg-line",
  ended: "border border-line-strong",
};

export function SessionRow({ session, current }: { session: SessionSummary; current: boolean }) {
  const dot = dotOf(session);
  const title = session.title?.trim() || "New session";
  return (
    <div
      className={cn(
        "group/row relative flex h-full items-center rounded-lg",
        current ? "bg-hover" : "hover:bg-hover/70",
      )}
    >
      <Link
        href={`/sessions/${session.id}`}
        prefetch={false}
        data-row=""
        aria-current={current ? "page" : undefined}
        className="flex h-full min-w-0 flex-1 items-center gap-2.5 rounded-lg ps-2.5 pe-2 focus-visible:-outline-offset-2"
        onClick={() => useUi.setState({ sidebarSheet: false })}
      >
        <span aria-hidden className={cn("size-1.5 shrink-0 rounded-full", DOT[dot])} />
        <span dir="auto" className={cn("min-w-0 flex-1 truncate text-start text-ui", current ? "font-medium" : "")}>
          {title}
        </span>
        {DOT_WORDS[dot] ? <span className="sr-only">, {DOT_WORDS[dot]}</span> : null}
        {session.sharedBy === null ? null : (
          <span className="flex max-w-24 shrink-0 items-center gap-1 text-2xs text-muted">
            <Users aria-hidden className="size-3 shrink-0" />
            <span className="sr-only">, shared by </span>
            <bdi className="truncate">{session.sharedBy}</bdi>
          </span>
        )}
        {session.waiting > 0 ? <Badge tone="warning">{session.waiting}</Badge> : null}
        <Ago
          at={session.lastActivityAt}
          className="shrink-0 text-2xs text-muted group-focus-within/row:invisible group-hover/row:invisible"
        />
      </Link>
      <SessionMenu
        id={session.id}
        title={title}
        own={session.sharedBy === null}
        open={current}
        trigger={
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Actions for ${title}`}
            className="absolute end-1 opacity-0 focus-visible:opacity-100 group-hover/row:opacity-100 aria-expanded:opacity-100 pointer-coarse:hidden"
          >
            <Ellipsis />
          </Button>
        }
      />
    </div>
  );
}
