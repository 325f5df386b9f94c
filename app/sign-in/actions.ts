"use server";
import { redirect } from "next/navigation";
import type { IdentityStart } from "#components/account/identity-button.tsx";
import { safeNext } from "#components/account/safe-next.ts";
import { answerAction } from "#lib/server/answer-action.ts";
import { type StepOutcome, signOut, startWithIdentity, takeStep } from "../../auth.ts";

const DOOR = "page /sign-in";

/** Signs in with a password; what went wrong comes back in words, null when all went well. */
export async function signInAction(input: { email: string; password: string; next?: string }): Promise<string | null> {
  const credentials = { email: String(input.email), password: String(input.password) };
  const outcome = await answerAction(DOOR, () => takeStep("credentials", credentials));
  if ("problem" in outcome) return outcome.problem;
  if (outcome.kind === "second-step") {
    const next = safeNext(input.next);
    redirect(next === "/" ? "/sign-in/code" : `/sign-in/code?next=${encodeURIComponent(next)}`);
  }
  return "message" in outcome ? outcome.message : null;
}

/** The second step, with the code of an app or a recovery code. */
export async function secondStepAction(input: { code: string }): Promise<StepOutcome> {
  const outcome = await answerAction(DOOR, () => takeStep("second-step", { code: String(input.code) }));
  return "problem" in outcome ? { kind: "refused", message: outcome.problem } : outcome;
}

/** Where to sign in with the OpenID Connect provider. */
export async function identityAction(input: { next: string }): Promise<IdentityStart> {
  return answerAction(DOOR, () => startWithIdentity(safeNext(input.next)));
}

/** Never refused: whoever wants to be signed out is. */
export async function signOutAction(): Promise<void> {
  await signOut({ redirect: false });
  redirect("/sign-in");
}
