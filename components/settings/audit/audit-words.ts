import type { AuditLineView } from "#lib/application/audit/schema.ts";
import { AUDIT_VERBS } from "#lib/domain/audit.ts";
import type { Json } from "#lib/domain/json.ts";

/** A sentence in three pieces: who, did, what. */
export interface AuditWords {
  who: string;
  did: string;
  what: string | null;
}

/** Kinds of targets that a verb names by itself when they are the one who acts. */
const NAMED_BY_VERB = new Set(["account", "audit", "member", "secrets"]);

export function wordsOf(line: AuditLineView): AuditWords {
  const named = NAMED_BY_VERB.has(line.targetKind) && line.targetId === line.userId;
  return { who: whoOf(line), did: AUDIT_VERBS[line.verb], what: named ? null : whatOf(line) };
}

function whoOf({ person, actor, userId }: AuditLineView): string {
  if (person) return person.name;
  if (userId) return `Deleted account ${tail(userId)}`;
  return actor.startsWith("system:") ? "Throughline" : "A visitor";
}

function whatOf({ targetKind, targetId, targetName, verb }: AuditLineView): string | null {
  if (targetName) return targetName;
  if (targetKind === "audit" || targetKind === "secrets") return null;
  if (targetKind === "workspace" && verb.startsWith("workspace.")) return null;
  return verb.startsWith(targetKind) ? tail(targetId) : `${targetKind} ${tail(targetId)}`;
}

/** Enough of an id to tell it from others. */
export const tail = (id: string): string => `…${id.slice(-8)}`;

export interface ChangedField {
  field: string;
  before: string | null;
  after: string | null;
}

/** What has become different, field by field; a field that stays as it was is left out. */
export function changesOf({ before, after }: Pick<AuditLineView, "before" | "after">): ChangedField[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({ field: words(field), before: text(before?.[field]), after: text(after?.[field]) }))
    .filter((one) => one.before !== one.after);
}

/** `baseUrl` as people read it: "base url". */
const words = (field: string): string => field.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

function text(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
  return JSON.stringify(value);
}
