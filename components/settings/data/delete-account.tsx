"use client";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { useLive } from "#components/live/live-provider.tsx";
import { SettingsSection } from "#components/settings/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { Confirm } from "#components/ui/confirm.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import type { AccountDeletionView } from "#lib/application/deletion/schema.ts";

interface DeleteAccountProps {
  account: AccountDeletionView;
  email: string;
}

/** Takes one's account away, two weeks later. */
export function DeleteAccount({ account, email }: DeleteAccountProps) {
  const [asking, setAsking] = useState(false);
  const { lastOwnerOf } = account;
  return (
    <SettingsSection
      danger
      title="Delete your account"
      intro="Your sessions, agents, memories, files and keys, in every workspace that you are in."
      aside={
        <Button variant="danger" disabled={lastOwnerOf.length > 0} onClick={() => setAsking(true)}>
          Delete my account
        </Button>
      }
    >
      {lastOwnerOf.length > 0 ? (
        <div className="grid gap-2 rounded-xl bg-sunken p-3 text-ui">
          <p>
            {lastOwnerOf.length === 1
              ? "One workspace would have no owner. Hand it over to somebody else or delete it first:"
              : "These workspaces would have no owner. Hand them over to somebody else or delete them first:"}
          </p>
          <ul className="grid list-disc gap-1 ps-5">
            {lastOwnerOf.map(({ id, name }) => (
              <li key={id}>
                <bdi className="font-medium">{name}</bdi>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {asking ? <AskAccount {...{ account, email }} onClose={() => setAsking(false)} /> : null}
    </SettingsSection>
  );
}

function AskAccount({ account: { confirmWith }, email, onClose }: DeleteAccountProps & { onClose(): void }) {
  const live = useLive();
  const [password, setPassword] = useState("");

  async function deleteIt(): Promise<string | null> {
    if (confirmWith === "password" && password === "") return "Enter your password.";
    const body = confirmWith === "password" ? { password } : { email };
    const answer = await request<{ deleteAt: string }>("/api/me/deletion", { method: "POST", body });
    if (!answer.ok) return answer.problem.detail;
    live?.close();
    location.assign("/sign-in?note=account-deletion");
    return null;
  }

  return (
    <Confirm
      title="Delete your account?"
      points={[
        "You are signed out everywhere now, your API keys open nothing, and what runs in your name is stopped.",
        "In 14 days everything of yours is deleted for good. Until then you can sign in and keep the account.",
        "What you have said in other people's sessions stays there, without your name. Audit logs keep what you did, by a number.",
      ]}
      {...(confirmWith === "email" && { phrase: { label: `Type your e-mail address, ${email}`, text: email } })}
      action="Delete my account"
      onClose={onClose}
      onConfirm={deleteIt}
    >
      {confirmWith === "password" ? (
        <Field label="Your password">
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      ) : null}
    </Confirm>
  );
}
