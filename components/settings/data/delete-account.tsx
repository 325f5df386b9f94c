"use client";
import { DeleteAccountButton } from "#components/deletion/delete-account-button.tsx";
import { Section } from "#components/settings/section.tsx";
import type { AccountDeletionView } from "#lib/application/deletion/schema.ts";

interface DeleteAccountProps {
  account: AccountDeletionView;
  email: string;
}

/** Takes one's account away, two weeks later. */
export function DeleteAccount({ account, email }: DeleteAccountProps) {
  const { lastOwnerOf } = account;
  return (
    <Section
      danger
      title="Delete your account"
      description="Your sessions, agents, memories, files and keys, in every workspace that you are in."
      aside={<DeleteAccountButton email={email} confirmWith={account.confirmWith} disabled={lastOwnerOf.length > 0} />}
    >
      {lastOwnerOf.length > 0 ? (
        <div className="grid gap-2 rounded-xl bg-sunken p-3 text-ui">
          <p>
            {lastOwnerOf.length === 1
              ? "One workspace would have no owner. Hand it over to somebody else or delete it first:"
              : "These workspaces would have no owner. Hand them over to somebody else or delete them first:"}
          </p>
          <ul className="grid list-disc gap-1 ps-5">
            {lastOwnerOf.map(({ id, name }) => (
              <li key={id}>
                <bdi className="font-medium">{name}</bdi>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Section>
  );
}
