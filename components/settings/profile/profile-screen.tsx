"use client";
import { LogOut } from "lucide-react";
import { leave } from "#components/forms/kept.ts";
import { EmailForm } from "#components/settings/profile/email-form.tsx";
import { NameForm } from "#components/settings/profile/name-form.tsx";
import { ThemeChoice } from "#components/settings/profile/theme-choice.tsx";
import { Section, Sections } from "#components/settings/section.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { Button } from "#components/ui/button.tsx";
import type { WorkspaceRole } from "#lib/domain/access.ts";

interface ProfileScreenProps {
  name: string;
  email: string;
  workspace: string;
  role: WorkspaceRole;
  hasPassword: boolean;
  /** Letters can be sent. */
  mail: boolean;
  /** What people call the OpenID Connect provider; null without one. */
  provider: string | null;
  signOut(): Promise<void>;
}

const ROLES: Record<WorkspaceRole, string> = {
  owner: "an owner",
  admin: "an admin",
  member: "a member",
  viewer: "a viewer",
};

export function ProfileScreen({
  name,
  email,
  workspace,
  role,
  hasPassword,
  mail,
  provider,
  signOut,
}: ProfileScreenProps) {
  return (
    <SettingsFrame>
      <Sections>
        <Section
          title="You"
          description={
            <>
              In the workspace <bdi className="font-medium text-foreground">{workspace}</bdi> you are {ROLES[role]}.
            </>
          }
        >
          <NameForm key={name} name={name} />
        </Section>
        <Section title="E-mail">
          {mail || !provider ? (
            <EmailForm key={email} email={email} hasPassword={hasPassword} mail={mail} />
          ) : (
            <p className="text-muted text-ui leading-relaxed">
              You sign in with <bdi className="font-medium text-foreground">{email}</bdi>. It cannot be changed here:{" "}
              {provider} lets people in by their address, and without mail nobody can prove a new one. Ask the operator
              to set up mail.
            </p>
          )}
        </Section>
        <Section title="Theme">
          <ThemeChoice />
        </Section>
        <Section title="This browser" description="Your work stays where it is; sign in again whenever you like.">
          <div>
            <Button onClick={() => void leave(signOut)}>
              <LogOut /> Sign out
            </Button>
          </div>
        </Section>
      </Sections>
    </SettingsFrame>
  );
}
