import type { Metadata } from "next";
import { DataScreen } from "#components/settings/data/data-screen.tsx";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { getAccountDeletion } from "#lib/application/deletion/account-deletion.ts";
import { getWorkspaceDeletion } from "#lib/application/deletion/workspace-deletion.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Data" };

export default async function DataPage() {
  const ctx = await requireContext();
  const [{ email, role }, account, workspace] = await Promise.all([
    getProfile({ ctx }),
    getAccountDeletion({ ctx }),
    getWorkspaceDeletion({ ctx }),
  ]);
  return <DataScreen {...{ email, account, workspace }} isOwner={role === "owner"} />;
}
