"use client";
import { ScrollText } from "lucide-react";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { AuditEntryRow } from "#components/settings/audit/audit-entry.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AuditLineView } from "#lib/application/audit/schema.ts";

export interface AuditPage {
  items: readonly AuditLineView[];
  nextCursor: string | null;
}

/** The log, newest first; `query` is the filter of the API. */
export function AuditList({ first, query }: { first: AuditPage; query: string }) {
  const [{ items, nextCursor }, setPage] = useState(first);
  const [busy, setBusy] = useState(false);

  async function more() {
    setBusy(true);
    const params = new URLSearchParams(query);
    params.set("cursor", nextCursor ?? "");
    const answer = await request<AuditPage>(`/api/audit?${params}`);
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    setPage({ items: [...items, ...answer.body.items], nextCursor: answer.body.nextCursor });
  }

  if (items.length === 0)
    return (
      <div className="grid justify-items-center gap-3 rounded-2xl border border-line border-dashed px-6 py-12 text-center">
        <ScrollText aria-hidden className="size-6 text-muted" />
        <p className="text-sm">{query === "" ? "Nothing has been noted yet." : "No entry is like that."}</p>
        <p className="max-w-md text-muted text-ui">
          {query === ""
            ? "Whoever signs in, joins, changes models, keys, roles or settings stands here from then on."
            : "Widen the filter, or show everything."}
        </p>
      </div>
    );
  return (
    <div className="grid gap-3">
      <ol aria-label="Entries" className="grid">
        {items.map((line) => (
          <AuditEntryRow key={line.id} line={line} />
        ))}
      </ol>
      {nextCursor === null ? null : (
        <div>
          <Button disabled={busy} onClick={() => void more()}>
            {busy ? <Spinner /> : null} Show older entries
          </Button>
        </div>
      )}
    </div>
  );
}
