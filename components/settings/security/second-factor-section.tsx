"use client";
import { ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Section } from "#components/settings/section.tsx";
import { ConfirmApp } from "#components/settings/security/confirm-app.tsx";
import { ProofForm } from "#components/settings/security/proof-form.tsx";
import { RecoveryCodes } from "#components/settings/security/recovery-codes.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { SecurityView } from "#lib/application/sign-ins/schema.ts";

type Step =
  | { kind: "start" }
  | { kind: "confirm"; secret: string; uri: string }
  | { kind: "codes"; codes: string[] }
  | { kind: "renew" }
  | { kind: "disable" };

const TITLES: Record<Step["kind"], string> = {
  start: "Turn the second factor on",
  confirm: "Set up your app",
  codes: "Your recovery codes",
  renew: "New recovery codes",
  disable: "Turn the second factor off?",
};

type SecondFactorProps = Pick<SecurityView, "hasPassword" | "secondFactor">;

/** A code of an app beside the password. */
export function SecondFactorSection({ hasPassword, secondFactor }: SecondFactorProps) {
  const router = useRouter();
  const [step, setStep] = useState<Step | null>(null);

  function end(words?: string) {
    setStep(null);
    if (words) void toast(words);
    router.refresh();
  }

  return (
    <Section
      title="Second factor"
      description="A code of an app on your phone, asked for after the password: whoever learns your password still cannot sign in."
      aside={
        secondFactor ? null : (
          <Button variant="primary" size="sm" onClick={() => setStep({ kind: "start" })}>
            Turn on
          </Button>
        )
      }
    >
      {secondFactor ? (
        <div className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-surface px-4 py-3">
          <ShieldCheck aria-hidden className="size-4.5 shrink-0 text-success" />
          <div className="grid min-w-40 flex-1 gap-0.5">
            <p className="flex items-center gap-2 font-medium text-ui">
              Authenticator app <Badge tone="success">On</Badge>
            </p>
            <p className={secondFactor.recoveryCodesLeft < 3 ? "text-warning text-xs" : "text-muted text-xs"}>
              {secondFactor.recoveryCodesLeft} of 10 recovery codes left
              {secondFactor.recoveryCodesLeft < 3 ? ": make new ones" : ""}
            </p>
          </div>
          <Button size="sm" onClick={() => setStep({ kind: "renew" })}>
            New recovery codes
          </Button>
          <Button size="sm" variant="danger" onClick={() => setStep({ kind: "disable" })}>
            Turn off
          </Button>
        </div>
      ) : null}
      <Dialog
        open={step !== null}
        // Codes are shown only once: a click beside them does not lose them.
        onOpenChange={() => (step?.kind === "codes" ? undefined : end())}
        title={step ? TITLES[step.kind] : ""}
        hideTitle={step?.kind === "codes"}
      >
        {step?.kind === "start" ? (
          <ProofForm<{ secret: string; uri: string }>
            path="/api/second-factor"
            hasPassword={hasPassword}
            submit="Continue"
            onDone={(made) => setStep({ kind: "confirm", ...made })}
          >
            <p className="text-muted text-ui leading-relaxed">
              You need an authenticator app, such as Aegis, 2FAS, Google Authenticator or a password manager.
            </p>
          </ProofForm>
        ) : null}
        {step?.kind === "confirm" ? (
          <ConfirmApp {...step} onConfirmed={(codes) => setStep({ kind: "codes", codes })} />
        ) : null}
        {step?.kind === "renew" ? (
          <ProofForm<{ recoveryCodes: string[] }>
            path="/api/second-factor/recovery-codes"
            hasPassword={hasPassword}
            withCode
            submit="Make new codes"
            onDone={({ recoveryCodes }) => setStep({ kind: "codes", codes: recoveryCodes })}
          >
            <p className="text-muted text-ui leading-relaxed">The codes that you have now stop working.</p>
          </ProofForm>
        ) : null}
        {step?.kind === "disable" ? (
          <ProofForm
            path="/api/second-factor/disable"
            hasPassword={hasPassword}
            withCode
            danger
            submit="Turn off"
            onDone={() => end("The second factor is off.")}
          >
            <p className="text-muted text-ui leading-relaxed">
              From then on the password alone is enough to sign in, and your recovery codes stop working.
            </p>
          </ProofForm>
        ) : null}
        {step?.kind === "codes" ? (
          <RecoveryCodes
            codes={step.codes}
            onDone={() => end(secondFactor ? "Your new codes are set." : "The second factor is on.")}
          />
        ) : null}
      </Dialog>
    </Section>
  );
}
