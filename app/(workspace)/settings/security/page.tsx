import type { Metadata } from "next";
import { SecurityScreen } from "#components/settings/security/security-screen.tsx";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { getSecurity } from "#lib/application/sign-ins/get-security.ts";
import { listAuthSessions } from "#lib/application/sign-ins/list-auth-sessions.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  const ctx = await requireContext();
  const [{ email }, security, { items }] = await Promise.all([
    getProfile({ ctx }),
    getSecurity({ ctx }),
    listAuthSessions({ ctx }),
  ]);
  return <SecurityScreen email={email} security={security} sessions={items} />;
}
