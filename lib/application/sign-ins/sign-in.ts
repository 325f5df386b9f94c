import type { VisitorCall } from "../accounts/visitor.ts";
import { openAuthSession, type SignedIn } from "./open-auth-session.ts";
import type { CredentialsInput } from "./schema.ts";
import { beginSecondStep, type SecondStep } from "./second-step.ts";
import { verifyCredentials } from "./verify-credentials.ts";

/** Checks the credentials, and signs in or asks for the second factor. Errors are those of `verifyCredentials`. */
export async function signIn(call: VisitorCall<CredentialsInput>): Promise<SignedIn | SecondStep> {
  const person = await verifyCredentials(call);
  return person.secondFactor ? beginSecondStep(call.ctx, person) : openAuthSession(call.ctx, person, "password");
}
