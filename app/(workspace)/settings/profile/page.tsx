import type { Metadata } from "next";
import { ProfileScreen } from "#components/settings/profile/profile-screen.tsx";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { getSecurity } from "#lib/application/sign-ins/get-security.ts";
import { requireContext } from "#lib/server/request-context.ts";
import { signOutAction } from "../../../sign-in/actions.ts";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage() {
  const ctx = await requireContext();
  const [{ name, email, workspaceName, role }, { hasPassword }] = await Promise.all([
    getProfile({ ctx }),
    getSecurity({ ctx }),
  ]);
  return (
    <ProfileScreen
      {...{ name, email, role, hasPassword }}
      workspace={workspaceName}
      mail={ctx.ports.mail.enabled}
      provider={ctx.ports.identityProvider?.name ?? null}
      signOut={signOutAction}
    />
  );
}
