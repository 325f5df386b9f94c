"use client";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Where to go on, or what is wrong. */
export type IdentityStart = { address: string } | { problem: string };

interface IdentityButtonProps {
  /** What people call the provider. */
  name: string;
  next: string;
  start(input: { next: string }): Promise<IdentityStart>;
}

/** Signs in with an account that one has elsewhere. */
export function IdentityButton({ name, next, start }: IdentityButtonProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function onClick() {
    setBusy(true);
    const begun = await start({ next }).catch(() => ({
      problem: "The server cannot be reached. Try again in a moment.",
    }));
    if ("address" in begun) return window.location.assign(begun.address);
    setBusy(false);
    setProblem(begun.problem);
  }

  return (
    <div className="mt-6 grid gap-5 border-line border-t pt-6">
      <FormNote text={problem} />
      <Button size="lg" disabled={busy} onClick={onClick}>
        {busy ? <Spinner /> : <KeyRound aria-hidden />} Continue with {name}
      </Button>
    </div>
  );
}
