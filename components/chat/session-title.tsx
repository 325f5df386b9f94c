"use client";
import { useRef, useState } from "react";
import { useMe, useRole } from "#components/account/me.tsx";
import { request } from "#components/api/request.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { SessionStatus } from "#lib/domain/session/feed.ts";

export const titleOf = (title: string | null): string => title?.trim() || "New session";

const STATUS: Partial<Record<SessionStatus, string>> = {
  completed: "Completed",
  stopped: "Stopped",
  expired: "Expired",
};

/** The session's name; a click makes it editable. */
export function SessionTitle() {
  const id = useSession((state) => state.view.id);
  const title = useSession((state) => state.view.title);
  const status = useSession((state) => state.view.status);
  const me = useMe();
  const isViewer = useRole() === "viewer";
  const sharedBy = useSession(({ view }) =>
    view.ownerId === me ? null : view.roles && (view.people[view.ownerId] ?? ""),
  );
  const [editing, setEditing] = useState(false);
  const cancelled = useRef(false);

  async function rename(next: string) {
    setEditing(false);
    if (cancelled.current || next.trim() === "" || next.trim() === title) return;
    const answer = await request(`/api/sessions/${id}`, { method: "PATCH", body: { title: next.trim() } });
    if (!answer.ok) await toast(answer.problem.detail, "error");
  }

  return (
    <div className="flex min-w-0 flex-1 items-center gap-2">
      <h1 className="min-w-0 font-semibold text-sm">
        {sharedBy !== null || isViewer ? (
          <span dir="auto" className="block truncate px-1.5 py-1">
            {titleOf(title)}
          </span>
        ) : editing ? (
          <input
            // biome-ignore lint/a11y/noAutofocus: the person asked to edit just now
            autoFocus
            dir="auto"
            maxLength={200}
            defaultValue={title ?? ""}
            aria-label="Session title"
            className="w-full min-w-40 rounded-md bg-hover px-1.5 py-1 outline-none ring-1 ring-ring"
            onBlur={(event) => void rename(event.target.value)}
            onKeyDown={(event) => {
              cancelled.current = event.key === "Escape";
              if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
            }}
          />
        ) : (
          <button
            type="button"
            title="Rename"
            aria-label={`Rename ${titleOf(title)}`}
            dir="auto"
            className="block max-w-full truncate rounded-md px-1.5 py-1 hover:bg-hover"
            onClick={() => setEditing(true)}
          >
            {titleOf(title)}
          </button>
        )}
      </h1>
      {sharedBy !== null ? (
        <Badge className="min-w-0 shrink-[2]">
          <span className="truncate">
            <span className="max-sm:sr-only">shared by</span> {sharedBy || "its owner"}
          </span>
        </Badge>
      ) : null}
      {STATUS[status] ? <Badge>{STATUS[status]}</Badge> : null}
    </div>
  );
}
