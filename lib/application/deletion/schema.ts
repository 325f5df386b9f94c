import { z } from "zod";

export const deleteAccountInput = z.strictObject({
  password: z.string().max(256).optional().describe("For accounts that have one."),
  email: z.string().trim().toLowerCase().max(254).optional().describe("For accounts without a password."),
});
export type DeleteAccountInput = z.output<typeof deleteAccountInput>;

export const deleteWorkspaceInput = z.strictObject({ name: z.string().max(200).describe("The workspace's name.") });
export type DeleteWorkspaceInput = z.output<typeof deleteWorkspaceInput>;

export const deletionSchema = z.object({ deleteAt: z.string().describe("Until then it can be kept.") });

export const accountDeletionSchema = z.object({
  deleteAt: z.string().nullable(),
  confirmWith: z.enum(["password", "email"]),
  lastOwnerOf: z
    .array(z.object({ id: z.uuid(), name: z.string() }))
    .describe("Workspaces that must be handed over or deleted first."),
});
export type AccountDeletionView = z.output<typeof accountDeletionSchema>;

export const workspaceDeletionSchema = z.object({ name: z.string(), deleteAt: z.string().nullable() });
export type WorkspaceDeletionView = z.output<typeof workspaceDeletionSchema>;
