import { z } from "zod";
import { email, nameInLetters, newPassword } from "../accounts/schema.ts";

/** Shown before anyone has signed in: any text will do, and then it is right or wrong. */
export const credentialsInput = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .regex(/^[^\p{Cc}]*$/u),
  password: z.string().max(256),
});
export type CredentialsInput = z.output<typeof credentialsInput>;

/** Of an app, or a recovery code. */
export const code = z
  .string("Enter a code.")
  .trim()
  .min(6, "Enter all digits of the code.")
  .max(40, "This is no code.");
const token = z.string().min(1).max(200);

export const secondStepInput = z.strictObject({ token, code });
export type SecondStepInput = z.output<typeof secondStepInput>;

const password = z.string("Enter your password.").max(256).optional();

export const passwordInput = z.strictObject({ password });
export type PasswordInput = z.output<typeof passwordInput>;

export const codeInput = z.strictObject({ code });
export type CodeInput = z.output<typeof codeInput>;

export const unlinkIdentityInput = z.strictObject({ id: z.uuid(), password });
export type UnlinkIdentityInput = z.output<typeof unlinkIdentityInput>;

export const passwordAndCodeInput = z.strictObject({ password, code });
export type PasswordAndCodeInput = z.output<typeof passwordAndCodeInput>;

export const changePasswordInput = z.strictObject({ currentPassword: password, newPassword });
export type ChangePasswordInput = z.output<typeof changePasswordInput>;

export const authSessionInput = z.strictObject({ id: z.uuid() });
export type AuthSessionInput = z.output<typeof authSessionInput>;

export const authSessionSchema = z.object({
  id: z.uuid(),
  device: z.string().describe("What its browser says it is."),
  address: z.string().nullable(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  current: z.boolean().describe("The one that asks."),
});
export type AuthSessionView = z.output<typeof authSessionSchema>;

export const securitySchema = z.object({
  hasPassword: z.boolean().describe("False for those who sign in elsewhere only."),
  secondFactor: z.object({ enabledAt: z.string(), recoveryCodesLeft: z.int() }).nullable(),
  identities: z.array(z.object({ id: z.uuid(), issuer: z.string(), email: z.string(), linkedAt: z.string() })),
  resetLinkMade: z
    .object({ by: z.string(), at: z.string() })
    .nullable()
    .describe(
      "An admin made a link for the caller's password in the last 30 days: whoever had it could open the account.",
    ),
  hasApiKeys: z.boolean().describe("The caller has API keys in this workspace: a new password does not end them."),
});
export type SecurityView = z.output<typeof securitySchema>;

export const endedSchema = z.object({ ended: z.int().describe("How many browsers were signed out.") });
export const startedSecondFactorSchema = z.object({
  secret: z.string().describe("For an app that reads no QR code, in base32."),
  uri: z.string().describe("What is in the QR code."),
});
export const recoveryCodesSchema = z.object({
  recoveryCodes: z.array(z.string()).describe("Each works once in place of a code. They are shown only now."),
});

export const updateProfileInput = z.strictObject({ name: nameInLetters("your name") });
export type UpdateProfileInput = z.output<typeof updateProfileInput>;

export const changeEmailInput = z.strictObject({ email, password });
export type ChangeEmailInput = z.output<typeof changeEmailInput>;

export const tokenInput = z.strictObject({ token });
export type TokenInput = z.output<typeof tokenInput>;

export const requestResetInput = z.strictObject({ email });
export type RequestResetInput = z.output<typeof requestResetInput>;

export const resetPasswordInput = z.strictObject({ token, password: newPassword });
export type ResetPasswordInput = z.output<typeof resetPasswordInput>;

export const emailChangeSchema = z.object({
  outcome: z.enum(["changed", "confirmation-sent"]).describe("Where mail is set, a link in a letter confirms it."),
});
export const emailSchema = z.object({ email: z.string() });

/** Who somebody is at an OpenID Connect provider, of its validated answers. */
export const identityInput = z.object({
  issuer: z.string().min(1).max(500),
  subject: z.string().min(1).max(255),
  email: email.optional().catch(undefined),
  emailVerified: z.boolean().catch(false),
  name: nameInLetters("a name").optional().catch(undefined),
});
export type IdentityInput = z.output<typeof identityInput>;

export const resetLinkSchema = z.object({
  email: z.string(),
  path: z
    .string()
    .nullable()
    .describe(
      "The page where the person chooses a new password, shown only now; null where a letter brings it to them.",
    ),
  expiresAt: z.string(),
});
export type ResetLinkView = z.output<typeof resetLinkSchema>;
