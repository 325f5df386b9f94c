"use client";
import { Section, Sections } from "#components/settings/section.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { Leave } from "#components/settings/workspace/leave.tsx";
import { NameForm } from "#components/settings/workspace/name-form.tsx";
import { Ownership } from "#components/settings/workspace/ownership.tsx";
import { SignUpForm } from "#components/settings/workspace/sign-up-form.tsx";
import type { WorkspaceDetail } from "#lib/application/workspaces/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import { atLeast } from "#lib/domain/access.ts";

interface WorkspaceScreenProps {
  workspace: WorkspaceDetail;
  role: WorkspaceRole;
  /** Owners are named, so that everyone knows whom to ask. */
  owners: readonly string[];
}

const WORDS: Record<WorkspaceRole, string> = {
  owner: "You own this workspace.",
  admin: "You are an admin: you may change everything here but who owns it.",
  member: "You are a member: you work here, and admins look after the workspace.",
  viewer: "You are a viewer: you see what is shared with you, and change nothing.",
};

export function WorkspaceScreen({ workspace, role, owners }: WorkspaceScreenProps) {
  const isAdmin = atLeast(role, "admin");
  return (
    <SettingsFrame>
      <Sections>
        <Section title="Workspace" description={WORDS[role]}>
          {isAdmin ? (
            <NameForm name={workspace.name} />
          ) : (
            <dl className="grid grid-cols-[auto_1fr] gap-x-8 gap-y-2 text-sm">
              <dt className="text-muted">Name</dt>
              <dd className="min-w-0 truncate">
                <bdi>{workspace.name}</bdi>
              </dd>
              {owners.length > 0 ? (
                <>
                  <dt className="text-muted">{owners.length === 1 ? "Owner" : "Owners"}</dt>
                  <dd className="min-w-0 truncate">{owners.join(", ")}</dd>
                </>
              ) : null}
            </dl>
          )}
        </Section>
        {isAdmin ? (
          <Section
            title="Who may join"
            description="People come in by invitation. Owners of addresses at your own domains may also be let in without one."
          >
            <SignUpForm signUp={workspace.signUp} mail={workspace.mail} openable={workspace.openable} />
          </Section>
        ) : null}
        {role === "owner" ? <Ownership workspace={workspace.name} /> : null}
        <Leave workspace={workspace.name} isOwner={role === "owner"} />
      </Sections>
    </SettingsFrame>
  );
}
