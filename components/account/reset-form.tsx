"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { isUsable, NewPasswordField } from "#components/account/new-password-field.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Chooses a new password with a link. */
export function ResetForm({ token, email }: { token: string; email: string }) {
  const router = useRouter();
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const answer = await request("/api/password-resets/complete", { method: "POST", body: { token, password } });
    setBusy(false);
    if (answer.ok) router.replace("/sign-in?note=password-changed");
    else setProblem(answer.problem);
  }

  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit}>
      <NewPasswordField
        email={email}
        value={password}
        onChange={(value) => {
          setPassword(value);
          setProblem(null);
        }}
        error={fieldError(problem, "password")}
      />
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <Button type="submit" variant="primary" size="lg" disabled={busy || !isUsable(password, email)}>
        {busy ? <Spinner /> : null} Set password
      </Button>
    </form>
  );
}
