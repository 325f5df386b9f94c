"use client";
import { useParams } from "next/navigation";
import { type KeyboardEvent, type UIEvent, useLayoutEffect, useRef, useState } from "react";
import { rowsInSight } from "#components/sessions/session-list-state.ts";
import { ROW_HEIGHT, SessionRow } from "#components/sessions/session-row.tsx";
import type { SessionSummary } from "#components/sessions/session-summary.ts";

interface SessionListProps {
  items: readonly SessionSummary[];
  label: string;
  /** The end came in sight. */
  onEnd(): void;
}

/** Rows of equal height, of which only those in sight exist: thousands cost nothing. */
export function SessionList({ items, label, onEnd }: SessionListProps) {
  const { id } = useParams<{ id?: string }>();
  const box = useRef<HTMLUListElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 900 });
  const { from, to } = rowsInSight(sight.top, sight.height, ROW_HEIGHT, items.length);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSight({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  function onScroll({ currentTarget: { scrollTop, clientHeight, scrollHeight } }: UIEvent) {
    setSight({ top: scrollTop, height: clientHeight });
    if (scrollHeight - scrollTop - clientHeight < 600) onEnd();
  }

  /** Arrow keys walk the rows. */
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...(box.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    if (!by || at < 0) return;
    event.preventDefault();
    rows[at + by]?.focus();
  }

  return (
    <ul
      ref={box}
      aria-label={label}
      className="min-h-0 flex-1 overflow-y-auto px-2 pb-2"
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      {from > 0 ? <li aria-hidden style={{ height: from * ROW_HEIGHT }} /> : null}
      {items.slice(from, to).map((session, index) => (
        <li
          key={session.id}
          style={{ height: ROW_HEIGHT }}
          aria-setsize={items.length}
          aria-posinset={from + index + 1}
          className="py-px"
        >
          <SessionRow session={session} current={session.id === id} />
        </li>
      ))}
      {to < items.length ? <li aria-hidden style={{ height: (items.length - to) * ROW_HEIGHT }} /> : null}
    </ul>
  );
}
