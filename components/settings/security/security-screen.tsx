"use client";
import { Section } from "#components/settings/section.tsx";
import { PasswordSection } from "#components/settings/security/password-section.tsx";
import { SecondFactorSection } from "#components/settings/security/second-factor-section.tsx";
import { SessionsSection } from "#components/settings/security/sessions-section.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { AuthSessionView, SecurityView } from "#lib/application/sign-ins/schema.ts";

interface SecurityScreenProps {
  email: string;
  security: SecurityView;
  sessions: readonly AuthSessionView[];
}

export function SecurityScreen({ email, security, sessions }: SecurityScreenProps) {
  const { hasPassword, hasApiKeys, secondFactor, identities } = security;
  return (
    <SettingsFrame>
      <div className="grid gap-9">
        <SecondFactorSection hasPassword={hasPassword} secondFactor={secondFactor} />
        <SessionsSection sessions={sessions} />
        <PasswordSection email={email} hasPassword={hasPassword} hasApiKeys={hasApiKeys} />
        {identities.length > 0 ? (
          <Section title="Other accounts" description="You can sign in with these too.">
            <ul className="grid gap-2">
              {identities.map(({ issuer, email: known, linkedAt }) => (
                <li key={issuer} className="grid gap-0.5 rounded-xl border border-line bg-surface px-4 py-3">
                  <bdi className="truncate font-medium text-ui">{known}</bdi>
                  <span className="truncate text-muted text-xs">
                    {issuer} · since <Ago at={linkedAt} />
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        ) : null}
      </div>
    </SettingsFrame>
  );
}
