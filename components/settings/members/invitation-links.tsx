"use client";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Input } from "#components/ui/field.tsx";
import type { NewInvitationView } from "#lib/application/invitations/schema.ts";

const linkOf = (token: string) => `${location.origin}/invitations/${token}`;

/** The links of new invitations: now, and never again. */
export function InvitationLinks({ items }: { items: readonly NewInvitationView[] }) {
  const mailed = items.every((one) => one.mailed);
  return (
    <>
      <p className="text-muted text-ui">
        {mailed
          ? "A mail with the link is on its way. You can also hand it on yourself; it is shown only now."
          : "Hand each link on yourself. It is shown only now, works once and for seven days."}
      </p>
      <ul className="grid gap-3">
        {items.map(({ id, email, role, token }) => (
          <li key={id} className="grid gap-1">
            <span className="flex min-w-0 gap-2 text-ui">
              <span className="min-w-0 truncate font-medium">{email}</span>
              <span className="text-muted">{role}</span>
            </span>
            <span className="flex items-center gap-1">
              <Input
                readOnly
                aria-label={`Link for ${email}`}
                className="font-mono text-xs"
                value={linkOf(token)}
                onFocus={(event) => event.target.select()}
              />
              <CopyButton text={() => linkOf(token)} label={`Copy the link for ${email}`} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
