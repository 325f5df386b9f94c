"use client";
import { PageFrame } from "#components/shell/page-frame.tsx";
import { Button } from "#components/ui/button.tsx";

/** A fresh page is the other try: what failed may be code that a newer server has no more. */
export default function WorkspaceError({ error }: { error: Error & { digest?: string } }) {
  return (
    <PageFrame title="Something went wrong">
      <div className="grid justify-items-start gap-4">
        <p className="text-muted">This page could not be shown. Nothing you wrote is lost.</p>
        <Button variant="primary" onClick={() => window.location.reload()}>
          Try again
        </Button>
        {error.digest ? <p className="font-mono text-muted text-xs">Reference {error.digest}</p> : null}
      </div>
    </PageFrame>
  );
}
