"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { ModelStep } from "#components/setup/model-step.tsx";
import { type Owner, OwnerStep } from "#components/setup/owner-step.tsx";
import { Steps } from "#components/setup/steps.tsx";
import { WorkspaceStep } from "#components/setup/workspace-step.tsx";
import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";

interface SetupWizardProps {
  /** The account exists already: only the model is left to choose. */
  signedIn: boolean;
  providers: ProviderRegistry;
  signIn(input: { email: string; password: string }): Promise<string | null>;
}

const TITLES = ["Create your account", "Name your workspace", "Choose a model"];
const INTROS = [
  "You are the first one here, so this account owns the workspace.",
  "Your company, your team or your own name. You can invite others later.",
  "Agents think with a language model. Start at once with the built-in demo, or connect your own.",
];

/** The first run: an account, a workspace, a model. */
export function SetupWizard({ signedIn, providers, signIn }: SetupWizardProps) {
  const router = useRouter();
  const [step, setStep] = useState(signedIn ? 2 : 0);
  const [owner, setOwner] = useState<Owner>({ name: "", email: "", password: "" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const finish = () => router.replace("/");

  async function create(workspaceName: string) {
    const answer = await request("/api/setup", { method: "POST", body: { ...owner, workspaceName } });
    if (!answer.ok) {
      setProblem(answer.problem);
      if (answer.problem.errors.some(({ path }) => !path.endsWith("workspaceName"))) setStep(0);
      return;
    }
    if ((await signIn({ email: owner.email, password: owner.password })) !== null) router.replace("/sign-in");
    else setStep(2);
  }

  return (
    <EntryFrame title={TITLES[step] ?? ""} intro={INTROS[step] ?? ""}>
      {step === 0 ? (
        <OwnerStep
          first={owner}
          problem={problem}
          onDone={(next) => {
            setOwner(next);
            setProblem(null);
            setStep(1);
          }}
        />
      ) : null}
      {step === 1 ? <WorkspaceStep problem={problem} onBack={() => setStep(0)} onDone={create} /> : null}
      {step === 2 ? <ModelStep providers={providers} onDone={finish} /> : null}
      <Steps count={3} at={step} />
    </EntryFrame>
  );
}
