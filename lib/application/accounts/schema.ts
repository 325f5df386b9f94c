import { z } from "zod";
import { PASSWORD_LENGTH, passwordFault } from "#lib/domain/password.ts";

/** With the line and paragraph separators, which break lines too. */
const controlCharacters = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** What is not seen, or turns the text around it: a name made of it stands for another one, or for none. */
const unseen = /[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u;
/** Joiners and direction marks, which names of some scripts need, are none by themselves. */
const seen = /[^\s\u061c\u200c-\u200f]/u;

/** A short text that people see: trimmed, on one line. */
export const label = (what: string, max: number) =>
  z
    .string(`Enter ${what}.`)
    .trim()
    .min(1, `Enter ${what}.`)
    .max(max, `Use at most ${max} characters.`)
    .refine((text) => !controlCharacters.test(text), "Use one line without control characters.")
    .refine((text) => text === "" || (!unseen.test(text) && seen.test(text)), "Use characters that can be seen.");

/** The name of a person or a workspace. It goes into letters to strangers, so it leads nowhere. */
export const nameInLetters = (what: string) =>
  label(what, 100).refine((text) => !/:\/\/|www\./i.test(text), "Leave web addresses out of it: it stands in letters.");

export const email = z
  .string("Enter an e-mail address.")
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .pipe(z.email("Enter an e-mail address such as name@example.com."));

/** A new password; that it is not the account's address is for the verb to see, which knows it. */
export const newPassword = z
  .string("Enter a password.")
  .min(PASSWORD_LENGTH.least, `Use at least ${PASSWORD_LENGTH.least} characters.`)
  .max(PASSWORD_LENGTH.most, `Use at most ${PASSWORD_LENGTH.most} characters.`)
  .refine((text) => passwordFault(text) === null, {
    error: ({ input }) => passwordFault(String(input)) ?? "Choose another password.",
    when: ({ issues }) => issues.length === 0,
  });

export const setupInput = z.strictObject({
  email,
  password: newPassword,
  name: nameInLetters("your name"),
  workspaceName: nameInLetters("a name for the workspace"),
});
export type SetupInput = z.output<typeof setupInput>;

export const createUserInput = z.strictObject({
  email,
  password: newPassword,
  name: nameInLetters("a name").optional(),
  workspaceName: nameInLetters("a name for the workspace"),
  role: z.enum(["owner", "admin", "member", "viewer"]).default("member"),
  /** Also make an API key with every scope. */
  apiKey: z.boolean().default(false),
});
export type CreateUserInput = z.output<typeof createUserInput>;

export const profileSchema = z.object({
  userId: z.uuid(),
  email: z.string(),
  name: z.string(),
  workspaceId: z.uuid(),
  workspaceName: z.string(),
  role: z.enum(["owner", "admin", "member", "viewer"]),
  deleteAt: z.string().nullable().describe("When the account is deleted; null when it stays."),
  workspaceDeleteAt: z.string().nullable().describe("The same of the workspace."),
});

export const newAccountSchema = z.object({ userId: z.uuid(), workspaceId: z.uuid() });
