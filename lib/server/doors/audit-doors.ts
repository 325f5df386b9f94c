import { z } from "zod";
import { exportAudit } from "#lib/application/audit/export-audit.ts";
import { listAudit } from "#lib/application/audit/list-audit.ts";
import { changeRetention, getRetention } from "#lib/application/audit/retention.ts";
import {
  auditLineSchema,
  exportAuditInput,
  listAuditInput,
  retentionInput,
  retentionSchema,
  verificationSchema,
} from "#lib/application/audit/schema.ts";
import { verifyAudit } from "#lib/application/audit/verify-audit.ts";
import { door } from "./door.ts";
import { downloadDoor } from "./download-door.ts";
import { page } from "./page.ts";

const nothing = z.strictObject({});

export const exportAuditDoor = downloadDoor({
  path: "/api/audit/export",
  summary: "The audit log as CSV or JSON lines, newest first",
  scope: "audit:read",
  audit: "audit.exported",
  input: exportAuditInput,
  verb: exportAudit,
});

/** Who did what: for the workspace's admins and owners. */
export const auditDoors = [
  door({
    method: "GET",
    path: "/api/audit",
    summary: "The audit log, newest first",
    scope: "audit:read",
    input: listAuditInput,
    answer: page(auditLineSchema),
    verb: listAudit,
  }),
  exportAuditDoor,
  door({
    method: "GET",
    path: "/api/audit/verification",
    summary: "Recompute the log's chain of hashes and name the first entry that does not fit",
    scope: "audit:read",
    input: nothing,
    answer: verificationSchema,
    verb: verifyAudit,
  }),
  door({
    method: "GET",
    path: "/api/audit/retention",
    summary: "For how long the log is kept",
    scope: "audit:read",
    input: nothing,
    answer: retentionSchema,
    verb: getRetention,
  }),
  door({
    method: "PUT",
    path: "/api/audit/retention",
    summary: "Change for how long the log is kept: for owners",
    scope: "workspace:write",
    audit: "audit.retention-changed",
    input: retentionInput,
    example: { months: 24 },
    answer: retentionSchema,
    verb: changeRetention,
  }),
];
