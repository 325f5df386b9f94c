import { z } from "zod";
import { WORKSPACE_ROLES } from "../context.ts";

const role = z.enum(WORKSPACE_ROLES, `Choose one of ${WORKSPACE_ROLES.join(", ")}.`);

export const listMembersInput = z.strictObject({
  /** In a name or an e-mail address. */
  text: z.string().trim().max(200).optional(),
  role: role.optional(),
  /** Suspended people are shown to admins only. */
  status: z.enum(["active", "suspended", "all"]).default("active"),
  /** Those with these ids instead, separated by commas; whoever is no member is left out. */
  ids: z
    .string()
    .transform((ids) => ids.split(","))
    .pipe(z.array(z.uuid()).max(100))
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});
export type ListMembersInput = z.output<typeof listMembersInput>;

export const memberInput = z.strictObject({ userId: z.uuid() });
export type MemberInput = z.output<typeof memberInput>;

export const changeRoleInput = z.strictObject({ userId: z.uuid(), role });
export type ChangeRoleInput = z.output<typeof changeRoleInput>;

export const memberSchema = z.object({
  userId: z.uuid(),
  name: z.string(),
  email: z.string(),
  role,
  joinedAt: z.string().nullable().describe("Null where people were asked for by their ids."),
  suspendedAt: z.string().nullable(),
});
export type MemberView = z.output<typeof memberSchema>;
