"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { useChecked } from "#components/forms/use-checked.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Field, Input, Select } from "#components/ui/field.tsx";
import { useHydrated } from "#components/ui/hydrated.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";
import { signUpInput, type WorkspaceDetail } from "#lib/application/workspaces/schema.ts";

type SignUp = WorkspaceDetail["signUp"];

const MODES: { mode: SignUp["mode"]; name: string; text: string }[] = [
  { mode: "invitation", name: "By invitation only", text: "An admin invites everyone who comes." },
  {
    mode: "domains",
    name: "Also with an address at these domains",
    text: "Whoever receives mail there asks for a link on the sign-up page and joins with it.",
  },
];

/** What has to be there before a workspace is open to domains; null where it is. */
function lackOf({ mail, openable }: Pick<WorkspaceDetail, "mail" | "openable">): string | null {
  if (!mail) return "This needs a mail server, which proves whose address it is. Ask the operator to set SMTP_URL.";
  return openable === "none"
    ? "Only the installation's first workspace chooses domains by itself. Ask the operator to name yours in SIGN_UP_DOMAINS."
    : null;
}

/** Who may join without being invited. */
export function SignUpForm({ signUp, mail, openable }: Pick<WorkspaceDetail, "signUp" | "mail" | "openable">) {
  const router = useRouter();
  const first = { mode: signUp.mode, text: signUp.domains.join(", "), role: signUp.role };
  const { values, change, forget } = useKept("sign-up", first);
  const { mode, text, role } = values;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const hydrated = useHydrated();
  const domains = text.split(/[\s,;]+/).filter((one) => one !== "");
  const form = useChecked(signUpInput, { mode, domains, role }, problem);
  const changed = mode !== signUp.mode || role !== signUp.role || domains.join() !== signUp.domains.join();
  const wrong =
    form.errorOf("domains") ??
    domains.map((_, n) => form.errorOf(`domains.${n}`)).find((one) => one) ??
    problem?.errors.find(({ path }) => path.startsWith("signUp.domains."))?.message;
  const lack = lackOf({ mail, openable });

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!form.ready()) return;
    setBusy(true);
    const body = { signUp: { mode, domains, role } };
    const answer = await request<WorkspaceDetail>("/api/workspaces/current", { method: "PATCH", body });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    setProblem(null);
    change({ text: answer.body.signUp.domains.join(", ") });
    forget();
    router.refresh();
    void toast("Saved.");
  }

  return (
    <form method="post" noValidate className="grid max-w-lg gap-4" onSubmit={onSubmit}>
      <fieldset inert={!hydrated} className="grid gap-2">
        <legend className="sr-only">Who may join</legend>
        {MODES.map((one) => (
          <label
            key={one.mode}
            className={cn(
              "group flex cursor-pointer gap-3 rounded-xl border px-4 py-3 has-disabled:cursor-not-allowed has-focus-visible:outline-2 has-focus-visible:outline-ring",
              mode === one.mode ? "border-foreground bg-surface" : "border-line hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name="mode"
              className="mt-1 accent-current"
              checked={mode === one.mode}
              disabled={one.mode === "domains" && lack !== null && mode !== "domains"}
              onChange={() => {
                change({ mode: one.mode });
                setProblem(null);
              }}
            />
            <span className="grid gap-0.5">
              <span className="font-medium text-ui group-has-disabled:opacity-60">{one.name}</span>
              <span className="text-muted text-xs">{one.mode === "domains" ? (lack ?? one.text) : one.text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {mode === "domains" ? (
        <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
          <Field
            label="Domains"
            hint={
              openable === "any"
                ? "Separated by commas. Only domains whose addresses are yours to give."
                : "Separated by commas. Only domains that the operator has named in SIGN_UP_DOMAINS."
            }
            error={wrong}
          >
            {(control) => (
              <Input
                {...control}
                value={text}
                placeholder="example.com"
                autoCapitalize="none"
                spellCheck={false}
                onChange={(event) => {
                  change({ text: event.target.value });
                  setProblem(null);
                }}
                onBlur={() => {
                  form.touch("domains");
                }}
              />
            )}
          </Field>
          <Field label="They join as">
            {(control) => (
              <Select
                {...control}
                value={role}
                onChange={(event) => change({ role: event.target.value as SignUp["role"] })}
              >
                <option value="member">member</option>
                <option value="viewer">viewer</option>
              </Select>
            )}
          </Field>
        </div>
      ) : null}
      <FormNote
        text={problem && problem.errors.length === 0 ? problem.detail : (form.errorOf("signUp.mode") ?? null)}
      />
      <div className="grid grid-cols-1 gap-9">
        <Button type="submit" variant="primary" disabled={busy || !changed}>
          {busy ? <Spinner /> : null} Save who may join
        </Button>
      </div>
    </form>
  );
}
