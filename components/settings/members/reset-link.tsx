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

/** A link for a member's new password, to hand on; shown this once. */
export function ResetLink({ member: { userId, name }, onClose }: { member: MemberView; onClose(): void }) {
  const { save, busy, problem } = useSave<{ path: string }>(`/api/members/${userId}/password-reset`);
  const [link, setLink] = useState<string | null>(null);

  async function make() {
    const answer = await save({});
    if (answer.ok) setLink(location.origin + answer.body.path);
  }

  return (
    <Dialog open onOpenChange={onClose} title={`A new password for ${name}`}>
      <div className="grid gap-4 p-5">
        {link === null ? (
          <>
            <p className="text-muted text-ui leading-relaxed">
              You get a link to hand on. Whoever opens it chooses a new password, once, within 45 minutes; {name} is
              then signed out everywhere. A second factor is still asked for, and API keys stay.
            </p>
            <FormNote text={problem?.detail ?? null} />
            <div className="flex justify-end gap-2">
              <Button onClick={onClose}>Cancel</Button>
              <Button variant="primary" disabled={busy} onClick={make}>
                {busy ? <Spinner /> : null} Make the link
              </Button>
            </div>
          </>
        ) : (
          <>
            <p className="text-muted text-ui leading-relaxed">Hand it on to {name} only. It is shown only now.</p>
            <span className="flex items-center gap-1">
              <Input
                readOnly
                aria-label={`Link for ${name}`}
                className="font-mono text-xs"
                value={link}
                onFocus={(event) => event.target.select()}
              />
              <CopyButton text={() => link} label="Copy the link" />
            </span>
          </>
        )}
      </div>
    </Dialog>
  );
}
