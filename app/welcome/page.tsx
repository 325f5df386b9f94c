import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SetupWizard } from "#components/setup/setup-wizard.tsx";
import { listSessions } from "#lib/application/sessions/list-sessions.ts";
import { getContainer } from "#lib/server/container.ts";
import { currentContext, isFirstRun } from "#lib/server/request-context.ts";
import { signInAction } from "../sign-in/actions.ts";

export const metadata: Metadata = { title: "Welcome" };

export default async function WelcomePage() {
  const container = getContainer();
  const fresh = await isFirstRun();
  const ctx = fresh ? null : await currentContext();
  if (!fresh && !ctx) redirect("/sign-in");
  if (ctx && (await listSessions({ ctx, input: { limit: 1 } })).items.length > 0) redirect("/");
  return <SetupWizard signedIn={ctx !== null} providers={container.ports.providers} signIn={signInAction} />;
}
