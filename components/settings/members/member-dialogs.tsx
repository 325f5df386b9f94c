"use client";
import type { Members } from "#components/settings/members/use-members.ts";
import { Confirm } from "#components/ui/confirm.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { MemberView } from "#lib/application/members/schema.ts";

interface MemberDialogProps {
  member: MemberView;
  members: Members;
  onClose(): void;
}

async function told(call: Promise<string | null>, text: string): Promise<string | null> {
  const refusal = await call;
  if (refusal === null) void toast(text);
  return refusal;
}

export const SuspendMember = ({ member: { userId, name }, members, onClose }: MemberDialogProps) => (
  <Confirm
    title={`Suspend ${name}?`}
    points={[
      `${name} is out of this workspace at once, in every browser and with every API key.`,
      "What runs in their name is stopped. What is written stays.",
      "Their sessions, role and keys wait for when you restore them. Invitations that they sent and nobody has used end.",
    ]}
    action="Suspend"
    onClose={onClose}
    onConfirm={() => told(members.suspend(userId), `${name} is suspended.`)}
  />
);

export const RemoveMember = ({ member: { userId, name }, members, onClose }: MemberDialogProps) => (
  <Confirm
    title={`Remove ${name}?`}
    points={[
      `${name} is out of this workspace at once, and what runs in their name is stopped.`,
      "Their sessions and agents stay private: nobody can open them, you neither. They are theirs again when you invite them again.",
      "Their API keys of this workspace end for good, and so do invitations that they sent and nobody has used.",
    ]}
    action="Remove"
    onClose={onClose}
    onConfirm={() => told(members.remove(userId), `${name} is no longer in this workspace.`)}
  />
);
