import type { Metadata } from "next";
import { SecurityScreen } from "#components/settings/security/security-screen.tsx";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { getSecurity } from "#lib/application/sign-ins/get-security.ts";
import { listAuthSessions } from "#lib/application/sign-ins/list-auth-sessions.ts";
import { requireContext } from "#lib/server/request-context.ts";
import { startLinkAction } from "./actions.ts";

export const metadata: Metadata = { title: "Security" };

const PROBLEMS: Record<string, string> = {
  not_found: "This took too long. Begin again.",
  already_exists: "That account is linked to somebody else's here.",
};

export default async function SecurityPage({ searchParams }: { searchParams: Promise<{ error?: string | string[] }> }) {
  const problem = PROBLEMS[String((await searchParams).error)] ?? null;
  const ctx = await requireContext();
  const [{ email }, security, { items }] = await Promise.all([
    getProfile({ ctx }),
    getSecurity({ ctx }),
    listAuthSessions({ ctx }),
  ]);
  const linking = { provider: ctx.ports.identityProvider, problem, startLink: startLinkAction };
  return <SecurityScreen email={email} security={security} sessions={items} linking={linking} />;
}
