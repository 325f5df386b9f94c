"use server";
import { redirect } from "next/navigation";
import { safeNext } from "#components/account/safe-next.ts";
import { type StepOutcome, signOut, startWithIdentity, takeStep } from "../../auth.ts";

/** Signs in with a password; what went wrong comes back in words, null when all went well. */
export async function signInAction(input: { email: string; password: string; next?: string }): Promise<string | null> {
  const credentials = { email: String(input.email), password: String(input.password) };
  const outcome = await takeStep("credentials", credentials);
  if (outcome.kind === "second-step") {
    const next = safeNext(input.next);
    redirect(next === "/" ? "/sign-in/code" : `/sign-in/code?next=${encodeURIComponent(next)}`);
  }
  return "message" in outcome ? outcome.message : null;
}

/** The second step, with the code of an app or a recovery code. */
export async function secondStepAction(input: { code: string }): Promise<StepOutcome> {
  return takeStep("second-step", { code: String(input.code) });
}

/** Where to sign in with the OpenID Connect provider; null when it cannot be reached. */
export async function identityAction(input: { next: string }): Promise<string | null> {
  return startWithIdentity(safeNext(input.next)).catch(() => null);
}

export async function signOutAction(): Promise<void> {
  await signOut({ redirect: false });
  redirect("/sign-in");
}
