"use client";
import { type FormEvent, useState } from "react";
import { CurrentPasswordField } from "#components/account/current-password-field.tsx";
import { FormNote } from "#components/account/form-note.tsx";
import type { IdentityStart } from "#components/account/identity-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface LinkIdentityProps {
  /** What people call the provider. */
  name: string;
  hasPassword: boolean;
  start(input: { password: string }): Promise<IdentityStart>;
}

/** Links an account that one has elsewhere, after the password. */
export function LinkIdentity({ name, hasPassword, start }: LinkIdentityProps) {
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const begun = await start({ password }).catch(() => ({ problem: "This did not work. Try again in a moment." }));
    if ("address" in begun) return window.location.assign(begun.address);
    setBusy(false);
    setProblem(begun.problem);
  }

  return (
    <div>
      <Button onClick={() => setOpen(true)}>Link {name}</Button>
      {open ? (
        <Dialog open onOpenChange={setOpen} title={`Link ${name}`}>
          <form method="post" className="grid gap-4 p-5" onSubmit={onSubmit}>
            <p className="text-muted text-ui leading-relaxed">
              You sign in there, and come back here. From then on that account opens this one too.
            </p>
            {hasPassword ? <CurrentPasswordField value={password} onChange={setPassword} /> : null}
            <FormNote text={problem} />
            <div className="flex justify-end gap-2">
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button type="submit" variant="primary" disabled={busy || (hasPassword && password === "")}>
                {busy ? <Spinner /> : null} Go to {name}
              </Button>
            </div>
          </form>
        </Dialog>
      ) : null}
    </div>
  );
}
