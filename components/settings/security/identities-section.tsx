import { FormNote } from "#components/account/form-note.tsx";
import type { IdentityStart } from "#components/account/identity-button.tsx";
import { Section } from "#components/settings/section.tsx";
import { LinkIdentity } from "#components/settings/security/link-identity.tsx";
import { UnlinkIdentity } from "#components/settings/security/unlink-identity.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { SecurityView } from "#lib/application/sign-ins/schema.ts";
import { isLastWayIn } from "#lib/domain/ways-in.ts";

interface IdentitiesSectionProps {
  /** The account's own address. */
  email: string;
  security: Pick<SecurityView, "identities" | "hasPassword">;
  /** Null where no provider is set up. */
  provider: { name: string; issuer: string } | null;
  /** What went wrong at the provider, as the address says. */
  problem: string | null;
  startLink(input: { password: string }): Promise<IdentityStart>;
}

/** Accounts elsewhere that open this one. */
export function IdentitiesSection({ email, security, provider, problem, startLink }: IdentitiesSectionProps) {
  const { identities, hasPassword } = security;
  const issuer = provider?.issuer ?? null;
  const linkable = provider && !identities.some((one) => one.issuer === issuer) ? provider : null;
  if (identities.length === 0 && !linkable) return null;
  return (
    <Section title="Other accounts" description="Accounts elsewhere that you can sign in with too.">
      <FormNote text={problem} />
      <ul className="grid gap-2 empty:hidden">
        {identities.map((one) => (
          <li key={one.id} className="flex items-center gap-3 rounded-xl border border-line bg-surface px-4 py-3">
            <div className="grid min-w-0 flex-1 gap-0.5">
              <bdi className="truncate font-medium text-ui">{one.email}</bdi>
              <span className="truncate text-muted text-xs">
                {one.issuer} · since <Ago at={one.linkedAt} />
              </span>
            </div>
            <UnlinkIdentity
              identity={one}
              hasPassword={hasPassword}
              isLastWayIn={isLastWayIn(security, one.id, issuer)}
              comesBack={one.issuer === issuer && one.email.toLowerCase() === email.toLowerCase()}
            />
          </li>
        ))}
      </ul>
      {linkable ? <LinkIdentity name={linkable.name} hasPassword={hasPassword} start={startLink} /> : null}
    </Section>
  );
}
