"use client";
import { Download, FileUp } from "lucide-react";
import { useRole } from "#components/account/me.tsx";
import { DeleteAccount } from "#components/settings/data/delete-account.tsx";
import { DeleteWorkspace } from "#components/settings/data/delete-workspace.tsx";
import { Section, Sections } from "#components/settings/section.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { useUi } from "#components/shell/ui-store.ts";
import { Button, buttonClass } from "#components/ui/button.tsx";
import type { AccountDeletionView, WorkspaceDeletionView } from "#lib/application/deletion/schema.ts";

interface DataScreenProps {
  email: string;
  account: AccountDeletionView;
  workspace: WorkspaceDeletionView;
  isOwner: boolean;
}

const archive = (href: string) => (
  <a href={href} download className={buttonClass({})}>
    <Download aria-hidden /> Download
  </a>
);

/** Taking one's data along, and deleting it. */
export function DataScreen({ email, account, workspace, isOwner }: DataScreenProps) {
  const writes = useRole() !== "viewer";
  return (
    <SettingsFrame>
      <Sections plain>
        <Section
          title="Your data"
          description="Everything of yours in this workspace as one ZIP file: sessions with all branches, agents and what they remember, files, usage. It is made while you download it; secrets are not in it."
          aside={archive("/api/me/export")}
        />
        {writes ? (
          <Section
            title="Import a session"
            description="A session that was exported as JSON, here or elsewhere, becomes a new one of yours. What was under way in it has stopped; files stay where it came from."
            aside={
              <Button onClick={() => useUi.setState({ importing: true })}>
                <FileUp /> Import a session
              </Button>
            }
          />
        ) : null}
        {isOwner ? (
          <Section
            title="The workspace's data"
            description="Its people, settings, models, keys without their secrets, how much there is of everything, and the audit log. What people say to agents is theirs alone and is not in it."
            aside={archive("/api/workspaces/current/export")}
          />
        ) : null}
        <DeleteAccount account={account} email={email} />
        {isOwner ? <DeleteWorkspace workspace={workspace} /> : null}
      </Sections>
    </SettingsFrame>
  );
}
