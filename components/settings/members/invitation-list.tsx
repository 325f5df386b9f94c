"use client";
import { Link2, MailX } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { InvitationLinks } from "#components/settings/members/invitation-links.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Confirm } from "#components/ui/confirm.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { useHydrated } from "#components/ui/hydrated.ts";
import { toast } from "#components/ui/toast.tsx";
import type { InvitationView, NewInvitationView } from "#lib/application/invitations/schema.ts";

/** Invitations that nobody has accepted yet. */
export function InvitationList({ items, mail }: { items: readonly InvitationView[]; mail: boolean }) {
  const router = useRouter();
  const [renewed, setRenewed] = useState<NewInvitationView | null>(null);
  const [revoking, setRevoking] = useState<InvitationView | null>(null);
  if (items.length === 0)
    return (
      <p className="rounded-xl border border-line border-dashed px-4 py-8 text-center text-muted text-ui">
        No invitation is open.
      </p>
    );

  async function renew({ id }: InvitationView): Promise<void> {
    const answer = await request<NewInvitationView>(`/api/invitations/${id}/renew`, { method: "POST", body: {} });
    if (answer.ok) setRenewed(answer.body);
    else void toast(answer.problem.detail, "error");
    router.refresh();
  }
  async function revoke({ id, email }: InvitationView): Promise<string | null> {
    const answer = await request(`/api/invitations/${id}`, { method: "DELETE" });
    if (!answer.ok) return answer.problem.detail;
    router.refresh();
    void toast(`The invitation of ${email} has ended.`);
    return null;
  }

  return (
    <>
      <ul aria-label="Invitations" className="grid grid-cols-1 gap-2">
        {items.map((one) => (
          <li
            key={one.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-surface px-4 py-3"
          >
            <div className="min-w-0 flex-1 basis-52">
              <p className="flex min-w-0 items-center gap-2 text-ui">
                <span className="min-w-0 truncate font-medium">{one.email}</span>
                <Badge>{one.role}</Badge>
                <State invitation={one} />
              </p>
              <p className="truncate text-muted text-xs">
                <When invitation={one} />
              </p>
            </div>
            <div className="flex items-center gap-1.5">
              <Button size="sm" onClick={() => void renew(one)}>
                <Link2 /> {mail ? "Send again" : "New link"}
              </Button>
              <Button
                size="sm"
                variant="ghost"
                aria-label={`End the invitation of ${one.email}`}
                onClick={() => setRevoking(one)}
              >
                <MailX /> End
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {renewed ? (
        <Dialog open onOpenChange={() => setRenewed(null)} title="A new link">
          <div className="grid gap-4 p-5">
            <InvitationLinks items={[renewed]} />
            <Button variant="primary" className="justify-self-end" onClick={() => setRenewed(null)}>
              Done
            </Button>
          </div>
        </Dialog>
      ) : null}
      {revoking ? (
        <Confirm
          title={`End the invitation of ${revoking.email}?`}
          points={["The link stops working at once. You can invite them again at any time."]}
          action="End it"
          onClose={() => setRevoking(null)}
          onConfirm={() => revoke(revoking)}
        />
      ) : null}
    </>
  );
}

function State({ invitation: { expired, mail } }: { invitation: InvitationView }) {
  if (expired) return <Badge tone="warning">expired</Badge>;
  if (mail?.status === "failed") return <Badge tone="danger">mail refused</Badge>;
  if (mail?.status === "waiting") return <Badge tone={mail.error ? "warning" : "neutral"}>mail waits</Badge>;
  return mail ? <Badge tone="success">mail sent</Badge> : null;
}

function When({ invitation: { invitedBy, expiresAt, expired, mail } }: { invitation: InvitationView }) {
  const hydrated = useHydrated();
  const day = hydrated ? new Date(expiresAt).toLocaleDateString(undefined, { day: "numeric", month: "long" }) : "…";
  const by = invitedBy ? `Invited by ${invitedBy.name}` : "Invited";
  const fault = mail?.error ? ` · ${mail.error}` : "";
  return `${by} · ${expired ? "ended" : "until"} ${day}${fault}`;
}
