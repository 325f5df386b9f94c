"use client";
import { useState } from "react";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { FormNote } from "#components/account/form-note.tsx";
import { request } from "#components/api/request.ts";
import { Day } from "#components/deletion/day.tsx";
import { leave } from "#components/forms/kept.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface AccountLeavingProps {
  deleteAt: string;
  email: string;
  signOut(): Promise<void>;
  /** Another way than the API, where that does not open; what went wrong comes back in words. */
  keepAccount?(): Promise<string | null>;
}

async function keepByApi(): Promise<string | null> {
  const answer = await request("/api/me/deletion", { method: "DELETE" });
  return answer.ok ? null : answer.problem.detail;
}

/** In the place of every page for somebody whose account waits to be deleted. */
export function AccountLeaving({ deleteAt, email, signOut, keepAccount = keepByApi }: AccountLeavingProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  async function keep() {
    setBusy(true);
    const refusal = await keepAccount();
    if (refusal === null) return location.assign("/");
    setBusy(false);
    setFault(refusal);
  }
  return (
    <EntryFrame title="Your account will be deleted">
      <div className="grid gap-5">
        <p className="text-sm leading-relaxed">
          You asked for <bdi className="font-medium">{email}</bdi> to be deleted. On <Day at={deleteAt} /> everything of
          yours goes for good. Until then nothing is lost: keep the account, and all is as it was.
        </p>
        <FormNote text={fault} />
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" size="lg" disabled={busy} onClick={() => void keep()}>
            {busy ? <Spinner /> : null} Keep my account
          </Button>
          <Button size="lg" onClick={() => void leave(signOut)}>
            Sign out
          </Button>
        </div>
        <p className="text-muted text-ui" hidden={keepAccount !== keepByApi}>
          <a href="/api/me/export" download className="underline underline-offset-2">
            Download your data
          </a>{" "}
          while it is there.
        </p>
      </div>
    </EntryFrame>
  );
}
