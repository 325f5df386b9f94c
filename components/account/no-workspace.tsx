"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { useChecked } from "#components/forms/use-checked.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { createWorkspaceInput } from "#lib/application/workspaces/schema.ts";

interface NoWorkspaceProps {
  /** What went wrong comes back in words. */
  makeWorkspace(name: string): Promise<string | null>;
}

/** For somebody who is in no workspace: a new one, or the one that an invitation leads to. */
export function NoWorkspace({ makeWorkspace }: NoWorkspaceProps) {
  return (
    <div className="grid gap-9">
      <MakeWorkspace makeWorkspace={makeWorkspace} />
      <OpenInvitation />
    </div>
  );
}

function MakeWorkspace({ makeWorkspace }: NoWorkspaceProps) {
  const [name, setName] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useChecked(createWorkspaceInput, { name });
  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!form.ready()) return;
    setBusy(true);
    setFault(await makeWorkspace(name));
    setBusy(false);
  }
  return (
    <form method="post" noValidate className="grid gap-3" onSubmit={onSubmit}>
      <h2 className="font-semibold text-base">Make a workspace of your own</h2>
      <Field label="Name" error={form.errorOf("name")}>
        {(control) => (
          <Input
            {...control}
            value={name}
            autoComplete="organization"
            onChange={(event) => {
              setName(event.target.value);
              setFault(null);
            }}
            onBlur={() => name && form.touch("name")}
          />
        )}
      </Field>
      <FormNote text={fault} />
      <div>
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? <Spinner /> : null} Make the workspace
        </Button>
      </div>
    </form>
  );
}

/** The secret of an invitation's link, or of what was copied of it. */
const tokenOf = (link: string): string | undefined => /(?:^|\/invitations\/)([\w-]{8,200})\/?$/.exec(link.trim())?.[1];

function OpenInvitation() {
  const [link, setLink] = useState("");
  const [tried, setTried] = useState(false);
  const token = tokenOf(link);
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (token) location.assign(`/invitations/${token}`);
  }
  return (
    <form method="post" noValidate className="grid gap-3" onSubmit={onSubmit}>
      <h2 className="font-semibold text-base">Or come in with an invitation</h2>
      <Field
        label="Link of the invitation"
        error={(tried || link.length > 30) && !token ? "This is no link of an invitation." : undefined}
      >
        {(control) => (
          <Input {...control} value={link} autoComplete="off" onChange={(event) => setLink(event.target.value)} />
        )}
      </Field>
      <div>
        <Button type="submit">Open the invitation</Button>
      </div>
    </form>
  );
}
