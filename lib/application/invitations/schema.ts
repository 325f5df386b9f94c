import { z } from "zod";
import { email, nameInLetters, newPassword } from "../accounts/schema.ts";

const role = z.enum(["admin", "member", "viewer"]).default("member");

export const createInvitationInput = z.strictObject({ email, role });
export type CreateInvitationInput = z.output<typeof createInvitationInput>;

export const MOST_INVITATIONS = 50;

export const createInvitationsInput = z.strictObject({
  emails: z
    .array(email)
    .min(1, "Enter at least one e-mail address.")
    .max(MOST_INVITATIONS, `Invite at most ${MOST_INVITATIONS} people at once.`)
    .transform((all) => [...new Set(all)]),
  role,
});
export type CreateInvitationsInput = z.output<typeof createInvitationsInput>;

export const invitationInput = z.strictObject({ invitationId: z.uuid() });
export type InvitationInput = z.output<typeof invitationInput>;

const token = z.string().min(1).max(200);

export const invitationTokenInput = z.strictObject({ token });
export type InvitationTokenInput = z.output<typeof invitationTokenInput>;

export const acceptInvitationInput = z.strictObject({ token, name: nameInLetters("your name"), password: newPassword });
export type AcceptInvitationInput = z.output<typeof acceptInvitationInput>;

export const requestSignUpInput = z.strictObject({ email });
export type RequestSignUpInput = z.output<typeof requestSignUpInput>;

export const newInvitationSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(["admin", "member", "viewer"]),
  token: z.string().describe("The secret of the link /invitations/{token}. It is shown only now."),
  expiresAt: z.string(),
  mailed: z.boolean().describe("Whether the link is also on its way by mail."),
});
export type NewInvitationView = z.output<typeof newInvitationSchema>;

export const invitationSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.enum(["admin", "member", "viewer"]),
  invitedBy: z.object({ userId: z.uuid(), name: z.string() }).nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  expired: z.boolean(),
  mail: z
    .object({ status: z.enum(["waiting", "sent", "failed"]), at: z.string(), error: z.string().nullable() })
    .nullable()
    .describe("The letter with its link; null where none was sent."),
});
export type InvitationView = z.output<typeof invitationSchema>;
