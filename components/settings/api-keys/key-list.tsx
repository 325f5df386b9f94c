"use client";
import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { request } from "#components/api/request.ts";
import { KeyRow } from "#components/settings/api-keys/key-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ApiKeyView } from "#lib/application/api-keys/schema.ts";

export interface KeyPage {
  items: ApiKeyView[];
  nextCursor: string | null;
}

interface KeyListProps {
  first: KeyPage;
  of: "me" | "workspace";
  mayRename: boolean;
}

export function KeyList({ first, of, mayRename }: KeyListProps) {
  const [page, setPage] = useState(first);
  const [busy, setBusy] = useState(false);
  useEffect(() => setPage(first), [first]);

  async function more() {
    setBusy(true);
    const answer = await request<KeyPage>(`/api/api-keys?of=${of}&cursor=${page.nextCursor}`);
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    setPage({ items: [...page.items, ...answer.body.items], nextCursor: answer.body.nextCursor });
  }

  if (page.items.length === 0)
    return (
      <div className="grid justify-items-center gap-3 rounded-2xl border border-line border-dashed px-6 py-12 text-center">
        <KeyRound aria-hidden className="size-6 text-muted" />
        <p className="text-sm">{of === "me" ? "You have no keys." : "Nobody has a key in this workspace."}</p>
        <p className="max-w-md text-muted text-ui">
          Make one for a script, an automation or another app. You choose what it may do and when it ends, and can
          revoke it at any time.
        </p>
      </div>
    );
  return (
    <>
      <ul className="grid grid-cols-1 gap-2">
        {page.items.map((item) => (
          <KeyRow key={item.id} item={item} showOwner={of === "workspace"} mayRename={mayRename} />
        ))}
      </ul>
      {page.nextCursor ? (
        <div className="mt-3 flex justify-center">
          <Button disabled={busy} onClick={() => void more()}>
            {busy ? <Spinner /> : null} Show more
          </Button>
        </div>
      ) : null}
    </>
  );
}
