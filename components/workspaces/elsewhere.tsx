"use client";
import { Building2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useSwitch, useWorkspaces } from "#components/workspaces/workspaces-context.tsx";

/** In the place of one's own session that is in another workspace: another tab has switched, or a link leads there. */
export function Elsewhere({ workspaceId, href }: { workspaceId: string; href: string }) {
  const workspaces = useWorkspaces();
  const switchTo = useSwitch();
  const [busy, setBusy] = useState(false);
  const there = workspaces.find(({ id }) => id === workspaceId)?.name ?? "another workspace";
  const here = workspaces.find(({ current }) => current)?.name ?? "this workspace";
  return (
    <main
      id="main"
      className="grid flex-1 grid-cols-[minmax(0,28rem)] place-content-center justify-items-center gap-4 p-8 text-center"
    >
      <Building2 aria-hidden strokeWidth={1.25} className="size-9 text-line-strong" />
      <h1 className="max-w-full break-words font-semibold text-lg">This session is in {there}</h1>
      <p className="max-w-full break-words text-muted text-ui">
        You are in {here} now, in all tabs of this browser. Nothing is lost: what you had typed is kept, and answers go
        on.
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button
          variant="primary"
          disabled={busy}
          onClick={() => {
            setBusy(true);
            void switchTo(workspaceId, href);
          }}
        >
          {busy ? <Spinner /> : null} Switch and open it
        </Button>
        <Link href="/" className={buttonClass({})}>
          Stay here
        </Link>
      </div>
    </main>
  );
}
