import { z } from "zod";
import { AUDIT_VERBS, type AuditVerb } from "#lib/domain/audit.ts";
import { timeInput } from "../time-schema.ts";

const verbs = Object.keys(AUDIT_VERBS) as [AuditVerb, ...AuditVerb[]];

const time = timeInput("Give a date and time in ISO 8601.");

export const auditFilter = z.strictObject({
  verb: z.enum(verbs, "This is no verb of the audit log.").optional().describe("What was done."),
  userId: z.uuid().optional().describe("The person in whose name it was done."),
  target: z.string().trim().min(1).max(200).optional().describe("The target's id, or text in its name."),
  from: time.optional().describe("From this time on."),
  to: time.optional().describe("Before this time."),
});

export const listAuditInput = auditFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "The cursor is not one of ours. Start again without it.")
    .optional(),
});
export type ListAuditInput = z.output<typeof listAuditInput>;

export const exportAuditInput = auditFilter.extend({ format: z.enum(["csv", "jsonl"]).default("csv") });
export type ExportAuditInput = z.output<typeof exportAuditInput>;

const details = z.record(z.string(), z.json()).nullable();

export const auditLineSchema = z.object({
  id: z.uuid(),
  sequence: z.int(),
  at: z.string(),
  actor: z.string().describe("`user:ID`, `key:ID` or `system:NAME`."),
  userId: z.uuid().nullable(),
  person: z
    .object({ name: z.string(), email: z.string() })
    .nullable()
    .describe("Null for nobody, and for an account that is deleted."),
  door: z.string(),
  correlationId: z.string(),
  verb: z.enum(verbs),
  targetKind: z.string(),
  targetId: z.string(),
  targetName: z.string().nullable(),
  before: details,
  after: details,
  erased: z.boolean().describe("What named a person was erased with their account."),
  hash: z.string(),
});
export type AuditLineView = z.output<typeof auditLineSchema>;

export const verificationSchema = z.object({
  entries: z.int().describe("Entries that were recomputed and fit."),
  since: z.string().nullable().describe("When the first of them was written."),
  head: z
    .object({ sequence: z.int(), hash: z.string() })
    .nullable()
    .describe("The newest entry. Kept elsewhere, it shows later that nothing before it was changed."),
  fault: z.object({ sequence: z.int(), reason: z.string() }).nullable().describe("The first that does not fit."),
});
export type AuditVerificationView = z.output<typeof verificationSchema>;

export const retentionInput = z.strictObject({
  months: z
    .int("Give whole months.")
    .min(1, "Keep entries for at least one month.")
    .max(600, "Choose at most 600 months, or keep entries for ever.")
    .nullable()
    .describe("Null keeps entries for ever."),
});
export type RetentionInput = z.output<typeof retentionInput>;
export const retentionSchema = z.object({ months: z.int().nullable() });
