"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { useChecked } from "#components/forms/use-checked.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { addressesIn } from "#components/settings/members/addresses.ts";
import { InvitationLinks } from "#components/settings/members/invitation-links.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, Select, Textarea } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { createInvitationsInput, type NewInvitationView } from "#lib/application/invitations/schema.ts";

const ROLES = {
  admin: "admin: looks after people and settings",
  member: "member: works with agents",
  viewer: "viewer: sees what is shared, changes nothing",
} as const;

const EMPTY: { text: string; role: keyof typeof ROLES } = { text: "", role: "member" };

interface InviteDialogProps {
  mail: boolean;
  onClose(): void;
  /** Closes it, and what was filled in is given up. */
  onCancel(): void;
}

/** Invites several people at once; their links are shown once. */
export function InviteDialog({ mail, onClose, onCancel }: InviteDialogProps) {
  const router = useRouter();
  const { values, change, forget } = useKept("invitations", EMPTY);
  const { text, role } = values;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<readonly NewInvitationView[] | null>(null);
  const emails = addressesIn(text);
  const form = useChecked(createInvitationsInput, { emails, role }, problem);
  const wrong = emails
    .map((email, n) => ({ email, fault: form.errorOf(`emails.${n}`) }))
    .filter(({ fault }) => fault !== undefined);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!form.ready()) return;
    setBusy(true);
    const answer = await request<{ items: NewInvitationView[] }>("/api/invitations/batch", {
      method: "POST",
      body: { emails, role },
    });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    forget();
    setMade(answer.body.items);
    router.refresh();
  }

  if (made)
    return (
      <Dialog open onOpenChange={onClose} title={made.length === 1 ? "Invited" : `${made.length} people are invited`}>
        <div className="grid gap-4 p-5">
          <InvitationLinks items={made} />
          <Button variant="primary" className="justify-self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  const faults = wrong.map(({ email, fault }) => (fault?.includes(email) ? fault : `${email}: ${fault}`));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Invite people"
      description={
        mail ? "Each gets a mail with a link of their own." : "You get a link for each, to hand on yourself."
      }
    >
      <form method="post" noValidate className="grid gap-4 p-5" onSubmit={onSubmit}>
        <Field
          label="E-mail addresses"
          hint="One or more, separated by commas, blanks or lines."
          error={faults.length > 0 ? faults.join(" ") : form.errorOf("emails")}
        >
          {(control) => (
            <Textarea
              {...control}
              value={text}
              rows={3}
              autoFocus
              autoCapitalize="none"
              spellCheck={false}
              placeholder="grace@example.com, alan@example.com"
              onChange={(event) => {
                change({ text: event.target.value });
                setProblem(null);
              }}
              onBlur={() => {
                for (const [n] of emails.entries()) form.touch(`emails.${n}`);
              }}
            />
          )}
        </Field>
        <Field label="Role">
          {(control) => (
            <Select
              {...control}
              value={role}
              onChange={(event) => change({ role: event.target.value as keyof typeof ROLES })}
            >
              {Object.entries(ROLES).map(([one, words]) => (
                <option key={one} value={one}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
        <div className="flex justify-end gap-2">
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {busy ? <Spinner /> : null} {emails.length > 1 ? `Invite ${emails.length} people` : "Invite"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
