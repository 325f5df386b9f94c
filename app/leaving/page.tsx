import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountLeaving } from "#components/deletion/account-leaving.tsx";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { requireContext } from "#lib/server/request-context.ts";
import { signOutAction } from "../sign-in/actions.ts";

export const metadata: Metadata = { title: "Your account will be deleted" };

/** Where somebody comes whose account waits to be deleted. */
export default async function LeavingPage() {
  const { deleteAt, email } = await getProfile({ ctx: await requireContext() });
  if (!deleteAt) redirect("/");
  return <AccountLeaving deleteAt={deleteAt} email={email} signOut={signOutAction} />;
}
