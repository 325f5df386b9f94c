import { z } from "zod";
import { nameInLetters } from "../accounts/schema.ts";
import { WORKSPACE_ROLES } from "../context.ts";

const name = nameInLetters("a name for the workspace");

/** Whose addresses anyone can have: open to them, a workspace would be open to everybody. */
const PUBLIC_DOMAINS = new Set([
  ...["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com"],
  ...["me.com", "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "mail.ru", "yandex.ru", "qq.com", "163.com"],
  ...["proton.me", "protonmail.com", "zoho.com", "mail.com", "fastmail.com", "hey.com"],
]);

export const domain = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replace(/^@/, ""))
  .pipe(
    z
      .string()
      .max(253)
      .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/, "Enter a domain such as example.com.")
      .refine((one) => !PUBLIC_DOMAINS.has(one), "Anyone can have an address there. Enter a domain of your own."),
  );

export const signUpInput = z
  .strictObject({
    mode: z.enum(["invitation", "domains"]),
    domains: z
      .array(domain)
      .max(20, "Enter at most 20 domains.")
      .transform((all) => [...new Set(all)])
      .default([]),
    role: z.enum(["member", "viewer"]).default("member"),
  })
  .refine(({ mode, domains }) => mode === "invitation" || domains.length > 0, {
    path: ["domains"],
    message: "Enter at least one domain.",
  });

export const createWorkspaceInput = z.strictObject({ name });
export type CreateWorkspaceInput = z.output<typeof createWorkspaceInput>;

export const changeWorkspaceInput = z
  .strictObject({ name: name.optional(), signUp: signUpInput.optional() })
  .refine((change) => change.name !== undefined || change.signUp !== undefined, "Change at least one thing.");
export type ChangeWorkspaceInput = z.output<typeof changeWorkspaceInput>;

export const switchWorkspaceInput = z.strictObject({ workspace: z.uuid() });
export type SwitchWorkspaceInput = z.output<typeof switchWorkspaceInput>;

export const transferInput = z.strictObject({
  userId: z.uuid("Choose a member."),
  workspaceName: z.string().trim().max(200),
});
export type TransferInput = z.output<typeof transferInput>;

export const workspaceSummarySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(WORKSPACE_ROLES),
  members: z.int(),
  current: z.boolean().describe("The one that the credential is in."),
});
export type WorkspaceView = z.output<typeof workspaceSummarySchema>;

export const workspaceSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.string(),
  signUp: z.object({
    mode: z.enum(["invitation", "domains"]),
    domains: z.array(z.string()),
    role: z.enum(["member", "viewer"]),
  }),
  openable: z
    .enum(["any", "named", "none"])
    .describe(
      "The domains that it may be open to: any, only those that the operator names (`SIGN_UP_DOMAINS`), or none.",
    ),
  mail: z.boolean().describe("Whether this installation sends mail: without it nobody can sign up by themselves."),
});
export type WorkspaceDetail = z.output<typeof workspaceSchema>;
