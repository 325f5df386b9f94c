import type { Metadata } from "next";
import { MembersScreen } from "#components/settings/members/members-screen.tsx";
import { NeedsRole } from "#components/settings/needs-role.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { listInvitations } from "#lib/application/invitations/list-invitations.ts";
import { listMembers } from "#lib/application/members/list-members.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  const ctx = await requireContext();
  if (ctx.role === "viewer")
    return (
      <SettingsFrame>
        <NeedsRole least="member">Who else is in this workspace is shown to its members.</NeedsRole>
      </SettingsFrame>
    );
  const isAdmin = ctx.role === "admin" || ctx.role === "owner";
  const [members, invitations] = await Promise.all([
    listMembers({ ctx, input: { status: isAdmin ? "all" : "active", limit: 50 } }),
    isAdmin ? listInvitations({ ctx }) : null,
  ]);
  return (
    <MembersScreen
      role={ctx.role}
      first={members}
      invitations={invitations?.items ?? null}
      mail={ctx.ports.mail.enabled}
    />
  );
}
