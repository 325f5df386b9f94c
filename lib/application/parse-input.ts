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
 * `details.errors` holds all of them, or the first hundred. A field that the schema does not know is wrong. `place`: where
 * the value stands in what was sent.
 */
export function parseInput<Output>(
  schema: InputSchema<Output>,
  value: unknown,
  code: ErrorCode = "validation_failed",
  place: readonly PropertyKey[] = [],
): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues
    .slice(0, MOST_ERRORS)
    .flatMap((issue) => fieldErrors(issue, place))
    .slice(0, MOST_ERRORS);
  const [first] = errors;
  throw new DomainError(code, first?.path ? `${first.path}: ${first.message}` : (first?.message ?? "Not valid."), {
    errors,
  });
}

/** Of one field, which a schema alone cannot judge. */
export const invalidField = (path: string, message: string): DomainError =>
  new DomainError("validation_failed", `${path}: ${message}`, { errors: [{ path, message }] });

function fieldErrors({ path, message, code, keys }: InputIssue, place: readonly PropertyKey[]): FieldError[] {
  const whole = [...place, ...path];
  if (code !== "unrecognized_keys" || !keys) return [{ path: whole.join("."), message }];
  return keys
    .slice(0, MOST_ERRORS)
    .map((key) => ({ path: [...whole, key].join("."), message: "This field is not known here." }));
}
