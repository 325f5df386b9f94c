"use client";
import { PageFrame } from "#components/shell/page-frame.tsx";
import { Button } from "#components/ui/button.tsx";

export default function WorkspaceError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <PageFrame title="Something went wrong">
      <div className="grid justify-items-start gap-4">
        <p className="text-muted">This page could not be shown. Nothing you wrote is lost.</p>
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
        {error.digest ? <p className="font-mono text-muted text-xs">Reference {error.digest}</p> : null}
      </div>
    </PageFrame>
  );
}
