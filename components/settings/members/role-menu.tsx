"use client";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { asksFirst, consequences, ROLE_NOTES } from "#components/settings/members/role-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Confirm } from "#components/ui/confirm.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { MemberView } from "#lib/application/members/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import { atLeast } from "#lib/domain/access.ts";
import { rolesToGive } from "#lib/domain/workspace/membership.ts";

interface RoleMenuProps {
  member: MemberView;
  /** The reader's. */
  role: WorkspaceRole;
  isMe: boolean;
  disabled: boolean;
  /** Changes the role; what went wrong comes back in words. */
  changeRole(to: WorkspaceRole): Promise<string | null>;
}

const withArticle = (role: WorkspaceRole) => `${role === "owner" || role === "admin" ? "an" : "a"} ${role}`;

/** Chooses somebody's role; one that gives or takes power, or is one's own, is asked about first. */
export function RoleMenu({ member: { name, role: from }, role, isMe, disabled, changeRole }: RoleMenuProps) {
  const [asked, setAsked] = useState<WorkspaceRole | null>(null);

  async function change(to: WorkspaceRole): Promise<string | null> {
    const refusal = await changeRole(to);
    if (refusal !== null) return refusal;
    if (isMe) location.reload();
    else void toast(`${name} is ${withArticle(to)} now.`);
    return null;
  }

  async function choose(to: WorkspaceRole): Promise<void> {
    if (to === from) return;
    if (asksFirst({ name, from, to, isMe })) return setAsked(to);
    const refusal = await change(to);
    if (refusal !== null) void toast(refusal, "error");
  }

  return (
    <>
      <Menu
        trigger={
          <Button
            aria-label={`Role of ${name}: ${from}`}
            className="w-28 justify-between font-normal"
            disabled={disabled}
          >
            {from} <ChevronDown aria-hidden className="text-muted" />
          </Button>
        }
        entries={() =>
          rolesToGive(role).map((one) => ({
            name: one,
            note: ROLE_NOTES[one],
            chosen: one === from,
            onSelect: () => void choose(one),
          }))
        }
      />
      {asked ? (
        <Confirm
          title={isMe ? `Become ${withArticle(asked)}?` : `Make ${name} ${withArticle(asked)}?`}
          points={consequences({ name, from, to: asked, isMe })}
          action={isMe ? `Become ${withArticle(asked)}` : `Make ${withArticle(asked)}`}
          danger={asked === "owner" || !atLeast(asked, from)}
          onClose={() => setAsked(null)}
          onConfirm={() => change(asked)}
        />
      ) : null}
    </>
  );
}
