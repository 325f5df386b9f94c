"use client";
import { unstable_rethrow } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Somebody who has signed in joins a further workspace. */
export function JoinForm({ join }: { join(): Promise<string> }) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const answer = await join().catch((error: unknown) => {
      unstable_rethrow(error); // to the workspace
      return "The server cannot be reached. Try again in a moment.";
    });
    setRefusal(answer);
    setBusy(false);
  }
  return (
    <form method="post" className="grid gap-4" onSubmit={onSubmit}>
      <FormNote text={refusal} />
      <Button type="submit" variant="primary" size="lg" disabled={busy}>
        {busy ? <Spinner /> : null} Join
      </Button>
    </form>
  );
}
