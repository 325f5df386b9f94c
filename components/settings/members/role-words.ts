import type { WorkspaceRole } from "#lib/domain/access.ts";
import { atLeast } from "#lib/domain/access.ts";

export const ROLE_NOTES: Record<WorkspaceRole, string> = {
  owner: "may do everything here",
  admin: "looks after people and settings",
  member: "works with agents",
  viewer: "sees what is shared, changes nothing",
};

export interface RoleChange {
  name: string;
  from: WorkspaceRole;
  to: WorkspaceRole;
  /** It is the reader's own role. */
  isMe: boolean;
}

/** Whether a change is asked about first: power over others is given or taken, or it is one's own role. */
export const asksFirst = ({ from, to, isMe }: RoleChange): boolean =>
  from !== to && (isMe || atLeast(from, "admin") || atLeast(to, "admin"));

/** What a change will do, a line each. */
export function consequences({ name, from, to, isMe }: RoleChange): string[] {
  const [who, has] = isMe ? ["You", "you have"] : [name, "they have"];
  const lines: string[] = [];
  if (to === "owner")
    lines.push(`${who} may do everything here: change and remove anyone, other owners too, and delete the workspace.`);
  if (from === "owner") lines.push(`${who} may no longer delete this workspace or say who owns it.`);
  if (to === "admin" && from !== "owner")
    lines.push(`${who} may invite, suspend and remove people, and change models, budgets and settings.`);
  if (atLeast(from, "admin") && !atLeast(to, "admin"))
    lines.push(
      `${who} may no longer look after people and settings. Invitations that ${has} sent and nobody has used end.`,
    );
  if (to === "viewer") lines.push(`${who} may only look at what is shared, and begin nothing.`);
  if (isMe) lines.push("You cannot give it back to yourself: that takes somebody with the role that you have now.");
  return lines;
}
