"use client";
import { useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { useSave } from "#components/settings/use-save.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { MemberView } from "#lib/application/members/schema.ts";
import type { ResetLinkView } from "#lib/application/sign-ins/schema.ts";

/** A new password for a member: by a letter to them, or by a link to hand on, shown this once. */
export function ResetLink({ member: { userId, name }, onClose }: { member: MemberView; onClose(): void }) {
  const { save, busy, problem } = useSave<ResetLinkView>(`/api/members/${userId}/password-reset`);
  const [made, setMade] = useState<ResetLinkView | null>(null);

  async function make() {
    const answer = await save({});
    if (answer.ok) setMade(answer.body);
  }

  return (
    <Dialog open onOpenChange={onClose} title={`A new password for ${name}`}>
      <div className="grid gap-4 p-5">
        {made === null ? (
          <>
            <p className="text-muted text-ui leading-relaxed">
              Where mail is set up, {name} gets a letter with a link. Without mail you get the link to hand on: it opens
              {name}’s account with everything that is private in it, so the audit log notes it, and {name} is told that
              you made it. It works once, for 45 minutes; {name} is then signed out everywhere. A second factor is still
              asked for.
            </p>
            <FormNote text={problem?.detail ?? null} />
            <div className="flex justify-end gap-2">
              <Button onClick={onClose}>Cancel</Button>
              <Button variant="primary" disabled={busy} onClick={make}>
                {busy ? <Spinner /> : null} Make the link
              </Button>
            </div>
          </>
        ) : made.path === null ? (
          <p role="status" className="text-ui leading-relaxed">
            A letter is on its way to <bdi>{made.email}</bdi>. The link in it works once, for 45 minutes.
          </p>
        ) : (
          <>
            <p className="text-muted text-ui leading-relaxed">Hand it on to {name} only. It is shown only now.</p>
            <span className="flex items-center gap-1">
              <Input
                readOnly
                aria-label={`Link for ${name}`}
                className="font-mono text-xs"
                value={location.origin + made.path}
                onFocus={(event) => event.target.select()}
              />
              <CopyButton text={() => location.origin + made.path} label="Copy the link" />
            </span>
          </>
        )}
      </div>
    </Dialog>
  );
}
