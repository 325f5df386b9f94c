"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface CodeFormProps {
  /** Where to go afterwards; a path of ours. */
  next: string;
  complete(input: { code: string }): Promise<{ kind: string; message?: string }>;
}

/** The second step of signing in: a code of the app, or a recovery code. */
export function CodeForm({ next, complete }: CodeFormProps) {
  const router = useRouter();
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const outcome = await complete({ code }).catch(() => ({
      kind: "refused",
      message: "The server cannot be reached. Try again in a moment.",
    }));
    setBusy(false);
    if (outcome.kind === "signed-in") return router.replace(next);
    if (outcome.kind === "over") return router.replace("/sign-in?code=not_found");
    setProblem(outcome.message ?? null);
    setCode("");
  }

  function change() {
    setRecovery(!recovery);
    setCode("");
    setProblem(null);
  }

  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit}>
      {recovery ? (
        <Field key="recovery" label="Recovery code" hint="One of the ten that you kept. Each works once.">
          {(control) => (
            <Input
              {...control}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="abcd-efgh-ijkl-mnop"
              className="font-mono"
              autoFocus
              required
            />
          )}
        </Field>
      ) : (
        <Field key="app" label="Code" hint="Six digits; a new one comes every 30 seconds.">
          {(control) => (
            <Input
              {...control}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              autoComplete="one-time-code"
              inputMode="numeric"
              maxLength={7}
              className="font-mono text-lg tracking-[0.3em]"
              autoFocus
              required
            />
          )}
        </Field>
      )}
      <FormNote text={problem} />
      <Button type="submit" variant="primary" size="lg" disabled={busy}>
        {busy ? <Spinner /> : null} Sign in
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button variant="ghost" size="sm" onClick={change}>
          {recovery ? "Use a code of the app" : "Use a recovery code"}
        </Button>
        <Link href="/sign-in" className="px-2.5 py-1.5 text-muted text-xs hover:text-foreground">
          Sign in as someone else
        </Link>
      </div>
    </form>
  );
}
