import type { ZodType, z } from "zod";
import { DomainError, type FieldError } from "#lib/domain/errors.ts";

type Issue = z.core.$ZodIssue;

/**
 * What a verb gets, checked by its schema.
 *
 * @throws `validation_failed` with one entry per wrong field; an unknown field is wrong.
 */
export function parseInput<Output>(schema: ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(fieldErrors);
  const fields = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  throw new DomainError("validation_failed", summary(fields), { errors });
}

function fieldErrors(issue: Issue): FieldError[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: dotted([...issue.path, key]), message: "This field is not known here." }));
  return [{ path: dotted(issue.path), message: issue.message }];
}

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join(".");

function summary(fields: string[]): string {
  const shown = fields.slice(0, 3).join("; ");
  return fields.length > 3 ? `${shown}; and ${fields.length - 3} more.` : shown;
}
