"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { CurrentPasswordField } from "#components/account/current-password-field.tsx";
import { FormNote } from "#components/account/form-note.tsx";
import { isUsable, NewPasswordField } from "#components/account/new-password-field.tsx";
import { fieldError } from "#components/api/problem.ts";
import { Section } from "#components/settings/section.tsx";
import { useSave } from "#components/settings/use-save.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";

interface PasswordSectionProps {
  email: string;
  hasPassword: boolean;
  hasApiKeys: boolean;
}

/** Changes the password; all other browsers are signed out. */
export function PasswordSection({ email, hasPassword, hasApiKeys }: PasswordSectionProps) {
  const router = useRouter();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const { save, busy, problem, forget } = useSave<{ ended: number }>("/api/password");

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    const answer = await save({ newPassword: fresh, ...(hasPassword && { currentPassword: current }) });
    if (!answer.ok) return;
    setCurrent("");
    setFresh("");
    const { ended } = answer.body;
    const others = ended === 1 ? "One other browser was" : `${ended} other browsers were`;
    void toast(`The password is changed.${ended > 0 ? ` ${others} signed out.` : ""}`);
    router.refresh();
  }

  const keys = hasApiKeys ? " Your API keys stay as they are; end them under API keys if they may be known." : "";
  return (
    <Section title="Password" description={`A new password signs you out everywhere but here.${keys}`}>
      <form method="post" className="grid max-w-sm gap-4" onSubmit={onSubmit}>
        {hasPassword ? (
          <CurrentPasswordField
            label="Current password"
            value={current}
            error={fieldError(problem, "currentPassword")}
            onChange={(value) => {
              setCurrent(value);
              forget();
            }}
          />
        ) : (
          <p className="text-muted text-ui">You have no password yet: you sign in with another account.</p>
        )}
        <NewPasswordField
          email={email}
          value={fresh}
          onChange={(value) => {
            setFresh(value);
            forget();
          }}
          error={fieldError(problem, "newPassword")}
        />
        <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
        <div>
          <Button
            type="submit"
            variant="primary"
            disabled={busy || !isUsable(fresh, email) || (hasPassword && current === "")}
          >
            {busy ? <Spinner /> : null} {hasPassword ? "Change password" : "Set password"}
          </Button>
        </div>
      </form>
    </Section>
  );
}
