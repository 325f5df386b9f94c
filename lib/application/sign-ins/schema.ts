import { z } from "zod";

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
