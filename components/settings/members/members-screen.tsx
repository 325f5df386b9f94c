"use client";
import { UserPlus } from "lucide-react";
import { useKeptDialog } from "#components/forms/use-kept.ts";
import { InvitationList } from "#components/settings/members/invitation-list.tsx";
import { InviteDialog } from "#components/settings/members/invite-dialog.tsx";
import { MemberList } from "#components/settings/members/member-list.tsx";
import type { MemberPage } from "#components/settings/members/use-members.ts";
import { Section, Sections } from "#components/settings/section.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { Button } from "#components/ui/button.tsx";
import type { InvitationView } from "#lib/application/invitations/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";

interface MembersScreenProps {
  role: WorkspaceRole;
  first: MemberPage;
  /** Null for those who do not invite. */
  invitations: readonly InvitationView[] | null;
  /** Whether links also go out by mail. */
  mail: boolean;
}

export function MembersScreen({ role, first, invitations, mail }: MembersScreenProps) {
  const [inviting, setInviting, giveUp] = useKeptDialog("invitations");
  return (
    <SettingsFrame>
      <Sections>
        <Section
          title="Members"
          description={
            invitations
              ? "Everybody here, and what they may do. Admins see counts and costs of others' work, never their conversations."
              : "Everybody here. Admins invite people and change roles."
          }
          aside={
            invitations ? (
              <Button variant="primary" onClick={() => setInviting(true)}>
                <UserPlus /> Invite people
              </Button>
            ) : null
          }
        >
          <MemberList role={role} first={first} />
        </Section>
        {invitations ? (
          <Section
            title="Invitations"
            description="Each link works once, for seven days, and only for its address. It is shown once; a new one ends the old."
          >
            <InvitationList items={invitations} mail={mail} />
          </Section>
        ) : null}
      </Sections>
      {inviting ? <InviteDialog mail={mail} onClose={() => setInviting(false)} onCancel={giveUp} /> : null}
    </SettingsFrame>
  );
}
