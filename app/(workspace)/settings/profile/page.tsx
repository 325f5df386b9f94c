import type { Metadata } from "next";
import { ProfileScreen } from "#components/settings/profile-screen.tsx";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { requireContext } from "#lib/server/request-context.ts";
import { signOutAction } from "../../../sign-in/actions.ts";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage() {
  const ctx = await requireContext();
  const { name, email, workspaceName, role } = await getProfile({ ctx });
  return <ProfileScreen name={name} email={email} workspace={workspaceName} role={role} signOut={signOutAction} />;
}
