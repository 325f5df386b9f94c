import { FormNote } from "#components/account/form-note.tsx";
import { Section } from "#components/settings/section.tsx";
import { LinkIdentity, type LinkStart } from "#components/settings/security/link-identity.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { SecurityView } from "#lib/application/sign-ins/schema.ts";

interface IdentitiesSectionProps {
  security: Pick<SecurityView, "identities" | "hasPassword">;
  /** Null where no provider is set up. */
  provider: { name: string; issuer: string } | null;
  /** What went wrong at the provider, as the address says. */
  problem: string | null;
  startLink(input: { password: string }): Promise<LinkStart>;
}

/** Accounts elsewhere that open this one. */
export function IdentitiesSection({
  security: { identities, hasPassword },
  provider,
  problem,
  startLink,
}: IdentitiesSectionProps) {
  const linkable = provider && !identities.some(({ issuer }) => issuer === provider.issuer) ? provider : null;
  if (identities.length === 0 && !linkable) return null;
  return (
    <Section title="Other accounts" description="Accounts elsewhere that you can sign in with too.">
      <FormNote text={problem} />
      <ul className="grid gap-2 empty:hidden">
        {identities.map(({ issuer, email, linkedAt }) => (
          <li key={issuer} className="grid gap-0.5 rounded-xl border border-line bg-surface px-4 py-3">
            <bdi className="truncate font-medium text-ui">{email}</bdi>
            <span className="truncate text-muted text-xs">
              {issuer} · since <Ago at={linkedAt} />
            </span>
          </li>
        ))}
      </ul>
      {linkable ? <LinkIdentity name={linkable.name} hasPassword={hasPassword} start={startLink} /> : null}
    </Section>
  );
}
