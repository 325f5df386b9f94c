"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { CurrentPasswordField } from "#components/account/current-password-field.tsx";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError } from "#components/api/problem.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { useSave } from "#components/settings/use-save.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { toast } from "#components/ui/toast.tsx";
import { changeEmailInput } from "#lib/application/sign-ins/schema.ts";

interface EmailFormProps {
  email: string;
  hasPassword: boolean;
  /** A letter to the new address has to be answered. */
  mail: boolean;
}

/** The address that one signs in with. Where mail is set up, a link in a letter confirms a new one. */
export function EmailForm({ email: saved, hasPassword, mail }: EmailFormProps) {
  const router = useRouter();
  const { values, change, forget: forgetDraft } = useKept("profile-email", { email: saved });
  const { email } = values;
  const [password, setPassword] = useState("");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { save, busy, problem, forget } = useSave<{ outcome: "changed" | "confirmation-sent" }>("/api/me/email");
  const fresh = email.trim().toLowerCase();
  const changed = fresh !== saved;
  const checked = changeEmailInput.safeParse({ email });
  const fault = checked.success ? undefined : checked.error.issues[0]?.message;

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    const answer = await save({ email, ...(hasPassword && { password }) });
    if (!answer.ok) return;
    setPassword("");
    if (answer.body.outcome === "confirmation-sent") {
      setSentTo(fresh);
      change({ email: saved });
    } else void toast("Your e-mail address is changed.");
    forgetDraft();
    router.refresh();
  }

  return (
    <form method="post" className="grid max-w-sm gap-4" onSubmit={onSubmit}>
      <Field
        label="E-mail address"
        hint={mail ? "You sign in with it. A letter to a new address confirms it." : "You sign in with it."}
        error={fieldError(problem, "email") ?? fault}
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="email"
            value={email}
            onChange={(event) => {
              change({ email: event.target.value });
              setSentTo(null);
              forget();
            }}
            required
          />
        )}
      </Field>
      {changed && hasPassword ? (
        <CurrentPasswordField
          value={password}
          error={fieldError(problem, "password")}
          onChange={(value) => {
            setPassword(value);
            forget();
          }}
        />
      ) : null}
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <p role="status" className="text-success text-ui empty:hidden">
        {sentTo ? `A letter is on its way to ${sentTo}. Open the link in it within an hour.` : null}
      </p>
      <div>
        <Button type="submit" disabled={busy || Boolean(fault) || !changed || (hasPassword && password === "")}>
          Change e-mail address
        </Button>
      </div>
    </form>
  );
}
