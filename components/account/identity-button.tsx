"use client";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface IdentityButtonProps {
  /** What people call the provider. */
  name: string;
  next: string;
  /** The address of its page; null when it cannot be reached. */
  start(input: { next: string }): Promise<string | null>;
}

/** Signs in with an account that one has elsewhere. */
export function IdentityButton({ name, next, start }: IdentityButtonProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  async function onClick() {
    setBusy(true);
    const address = await start({ next }).catch(() => null);
    if (address !== null) return window.location.assign(address);
    setBusy(false);
    setFailed(true);
  }

  return (
    <div className="mt-6 grid gap-5 border-line border-t pt-6">
      <FormNote text={failed ? `${name} cannot be reached now. Try again in a moment.` : null} />
      <Button size="lg" disabled={busy} onClick={onClick}>
        {busy ? <Spinner /> : <KeyRound aria-hidden />} Continue with {name}
      </Button>
    </div>
  );
}
