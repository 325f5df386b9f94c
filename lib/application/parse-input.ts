import { DomainError, type ErrorCode, type FieldError } from "#lib/domain/errors.ts";

interface InputIssue {
  path: readonly PropertyKey[];
  message: string;
  code?: string;
  /** Of `unrecognized_keys`: the fields that the schema does not know. */
  keys?: readonly string[];
}

/** What a verb needs of a schema; every zod schema has it. */
export interface InputSchema<Output> {
  safeParse(
    value: unknown,
  ): { success: true; data: Output } | { success: false; error: { issues: readonly InputIssue[] } };
}

/** A large body may be wrong all over; nobody reads more than this. */
const MOST_ERRORS = 100;

/**
 * The value as the schema reads it. Refused with `code` otherwise: the sentence names the first wrong field,
 * `details.errors` holds all of them, or the first hundred. A field that the schema does not know is wrong.
 */
export function parseInput<Output>(
  schema: InputSchema<Output>,
  value: unknown,
  code: ErrorCode = "validation_failed",
): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, MOST_ERRORS).flatMap(fieldErrors).slice(0, MOST_ERRORS);
  const [first] = errors;
  throw new DomainError(code, first?.path ? `${first.path}: ${first.message}` : (first?.message ?? "Not valid."), {
    errors,
  });
}

function fieldErrors({ path, message, code, keys }: InputIssue): FieldError[] {
  if (code !== "unrecognized_keys" || !keys) return [{ path: path.join("."), message }];
  return keys.map((key) => ({ path: [...path, key].join("."), message: "This field is not known here." }));
}
