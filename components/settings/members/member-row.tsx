"use client";
import { Ban, KeyRound, MoreHorizontal, RotateCcw, UserMinus } from "lucide-react";
import { useState } from "react";
import { ResetLink } from "#components/settings/members/reset-link.tsx";
import { RoleMenu } from "#components/settings/members/role-menu.tsx";
import type { Members } from "#components/settings/members/use-members.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { MemberView } from "#lib/application/members/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import { mayManage, outranks } from "#lib/domain/workspace/membership.ts";

interface MemberRowProps {
  member: MemberView;
  /** The reader's. */
  role: WorkspaceRole;
  members: Members;
  isMe: boolean;
  onSuspend(): void;
  onRemove(): void;
}

/** A person of the workspace: role, and for those who may, how to change it. */
export function MemberRow({ member, role, members, isMe, onSuspend, onRemove }: MemberRowProps) {
  const [busy, setBusy] = useState(false);
  const [resetting, setResetting] = useState(false);
  const { userId, name, email, suspendedAt } = member;
  const manages = mayManage(role, member.role);

  async function during(call: Promise<string | null>): Promise<string | null> {
    setBusy(true);
    const refusal = await call;
    setBusy(false);
    return refusal;
  }

  async function restore(): Promise<void> {
    const refusal = await during(members.restore(userId));
    if (refusal === null) void toast(`${name} may come in again.`);
    else void toast(refusal, "error");
  }

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-surface px-4 py-3">
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex min-w-0 items-center gap-2 text-ui">
          <bdi className="min-w-0 truncate font-medium">{name}</bdi>
          {isMe ? <Badge>you</Badge> : null}
          {suspendedAt ? <Badge tone="danger">suspended</Badge> : null}
        </p>
        <p className="truncate text-muted text-xs">{email}</p>
      </div>
      <div className="flex items-center gap-1.5">
        {busy ? <Spinner className="text-muted" /> : null}
        {manages ? (
          <RoleMenu
            {...{ member, role, isMe }}
            disabled={busy}
            changeRole={(to) => during(members.changeRole(userId, to))}
          />
        ) : (
          <Badge>{member.role}</Badge>
        )}
        {manages && !isMe ? (
          <Menu
            trigger={
              <Button variant="ghost" size="icon" aria-label={`More about ${name}`} disabled={busy}>
                <MoreHorizontal />
              </Button>
            }
            entries={() => [
              suspendedAt
                ? { name: "Restore", icon: <RotateCcw />, onSelect: () => void restore() }
                : { name: "Suspend", icon: <Ban />, onSelect: onSuspend },
              ...(suspendedAt || !outranks(role, member.role)
                ? []
                : [{ name: "New password", icon: <KeyRound />, onSelect: () => setResetting(true) }]),
              { name: "Remove from the workspace", icon: <UserMinus />, onSelect: onRemove },
            ]}
          />
        ) : null}
      </div>
      {resetting ? <ResetLink member={member} onClose={() => setResetting(false)} /> : null}
    </li>
  );
}
