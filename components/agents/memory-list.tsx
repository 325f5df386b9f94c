"use client";
import { Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Ago } from "#components/ui/time.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { Memory, MemorySource } from "#lib/domain/agent/memory.ts";

const SOURCES: Record<MemorySource, string> = {
  model: "written by the model",
  rule: "an extract",
  person: "written by hand",
};

export interface MemoryPage {
  items: Memory[];
  nextCursor: string | null;
}

interface MemoryListProps {
  /** Slug or UUID, as the doors take it. */
  agent: string;
  name: string;
  /** The first page, as `listMemories` gives it. */
  first: MemoryPage;
  mayForget: boolean;
}

/** What an agent keeps of earlier sessions: one can be forgotten, or all of them. */
export function MemoryList({ agent, name, first, mayForget }: MemoryListProps) {
  const [{ items, nextCursor }, setPage] = useState(first);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const path = `/api/agents/${agent}/memories`;

  /** True when it went well; what went wrong is told. */
  async function done(call: ReturnType<typeof request>): Promise<boolean> {
    setBusy(true);
    const answer = await call;
    setBusy(false);
    if (!answer.ok) void toast(answer.problem.detail, "error");
    return answer.ok;
  }

  async function forget(id: string) {
    if (await done(request(`${path}/${id}`, { method: "DELETE" })))
      setPage((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) }));
  }

  async function forgetAll() {
    if (await done(request(path, { method: "DELETE" }))) setPage({ items: [], nextCursor: null });
    setAsking(false);
  }

  async function more() {
    setBusy(true);
    const answer = await request<MemoryPage>(`${path}?cursor=${nextCursor}`);
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    setPage((page) => ({ ...answer.body, items: [...page.items, ...answer.body.items] }));
  }

  const empty = items.length === 0 && !nextCursor;
  return (
    <section aria-label={`What ${name} remembers`} className="grid grid-cols-1 gap-3">
      {empty ? (
        <p className="text-muted text-ui">
          Nothing yet. When you complete a session, {name} keeps a short summary of it for the next one.
        </p>
      ) : null}
      <ul className="grid grid-cols-1 gap-2">
        {items.map((memory) => (
          <MemoryRow
            key={memory.id}
            memory={memory}
            busy={busy}
            onForget={mayForget ? () => void forget(memory.id) : null}
          />
        ))}
      </ul>
      {empty ? null : (
        <div className="flex flex-wrap justify-between gap-2">
          {nextCursor ? (
            <Button size="sm" disabled={busy} onClick={more}>
              Show older ones
            </Button>
          ) : null}
          {mayForget ? (
            <Button size="sm" variant="danger" className="ms-auto" disabled={busy} onClick={() => setAsking(true)}>
              <Trash2 /> Forget everything
            </Button>
          ) : null}
        </div>
      )}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={`Should ${name} forget everything?`}
        description="All its summaries of earlier sessions are deleted for good. The sessions themselves stay."
      >
        <div className="flex justify-end gap-2 p-5">
          <Button onClick={() => setAsking(false)}>Keep</Button>
          <Button variant="danger" disabled={busy} onClick={forgetAll}>
            Forget everything
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

interface MemoryRowProps {
  memory: Memory;
  busy: boolean;
  onForget: (() => void) | null;
}

function MemoryRow({ memory, busy, onForget }: MemoryRowProps) {
  const title = memory.sessionTitle?.trim() || "Session without a title";
  return (
    <li className="flex items-start gap-2 rounded-xl border border-line bg-surface py-3 ps-4 pe-2">
      <div className="grid min-w-0 flex-1 gap-1.5">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ui">
          <Link href={`/sessions/${memory.sessionId}`} dir="auto" className="truncate font-medium hover:underline">
            {title}
          </Link>
          <Ago at={memory.createdAt} className="text-muted text-xs" />
          <Badge>{SOURCES[memory.source]}</Badge>
        </p>
        <p dir="auto" className="wrap-anywhere whitespace-pre-line text-muted text-ui">
          {memory.text}
        </p>
      </div>
      {onForget ? (
        <Button size="icon-sm" variant="ghost" aria-label={`Forget ${title}`} disabled={busy} onClick={onForget}>
          <Trash2 />
        </Button>
      ) : null}
    </li>
  );
}
