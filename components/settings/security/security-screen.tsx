"use client";
import type { ComponentProps } from "react";
import { Sections } from "#components/settings/section.tsx";
import { IdentitiesSection } from "#components/settings/security/identities-section.tsx";
import { PasswordSection } from "#components/settings/security/password-section.tsx";
import { ResetLinkNotice } from "#components/settings/security/reset-link-notice.tsx";
import { SecondFactorSection } from "#components/settings/security/second-factor-section.tsx";
import { SessionsSection } from "#components/settings/security/sessions-section.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import type { AuthSessionView, SecurityView } from "#lib/application/sign-ins/schema.ts";

interface SecurityScreenProps {
  email: string;
  security: SecurityView;
  sessions: readonly AuthSessionView[];
  linking: Omit<ComponentProps<typeof IdentitiesSection>, "email" | "security">;
}

export function SecurityScreen({ email, security, sessions, linking }: SecurityScreenProps) {
  const { hasPassword, hasApiKeys, secondFactor, resetLinkMade } = security;
  return (
    <SettingsFrame>
      <Sections>
        {resetLinkMade ? <ResetLinkNotice {...resetLinkMade} /> : null}
        <SecondFactorSection hasPassword={hasPassword} secondFactor={secondFactor} />
        <SessionsSection sessions={sessions} />
        <PasswordSection email={email} hasPassword={hasPassword} hasApiKeys={hasApiKeys} />
        <IdentitiesSection email={email} security={security} {...linking} />
      </Sections>
    </SettingsFrame>
  );
}
