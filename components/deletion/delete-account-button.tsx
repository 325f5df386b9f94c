"use client";
import { useState } from "react";
import { CurrentPasswordField } from "#components/account/current-password-field.tsx";
import { request } from "#components/api/request.ts";
import { useLive } from "#components/live/live-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Confirm } from "#components/ui/confirm.tsx";

type Proof = { password: string } | { email: string };

interface DeleteAccountProps {
  email: string;
  confirmWith: "password" | "email";
  disabled?: boolean;
  /** Another way than the API, where that does not open; what went wrong comes back in words. */
  deleteAccount?(proof: Proof): Promise<string | null>;
}

async function deleteByApi(proof: Proof): Promise<string | null> {
  const answer = await request("/api/me/deletion", { method: "POST", body: proof });
  return answer.ok ? null : answer.problem.detail;
}

export function DeleteAccountButton({ disabled = false, ...props }: DeleteAccountProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="danger" disabled={disabled} onClick={() => setAsking(true)}>
        Delete my account
      </Button>
      {asking ? <AskAccount {...props} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

/** Asks once, says what it will do, and wants to know that it is them. */
function AskAccount({
  confirmWith,
  email,
  deleteAccount = deleteByApi,
  onClose,
}: Omit<DeleteAccountProps, "disabled"> & { onClose(): void }) {
  const live = useLive();
  const [password, setPassword] = useState("");

  async function deleteIt(): Promise<string | null> {
    if (confirmWith === "password" && password === "") return "Enter your password.";
    const refusal = await deleteAccount(confirmWith === "password" ? { password } : { email });
    if (refusal !== null) return refusal;
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
        <CurrentPasswordField value={password} onChange={setPassword} required={false} />
      ) : null}
    </Confirm>
  );
}
