import { DomainError, type ErrorCode, type FieldError } from "#lib/domain/errors.ts";

/** What a verb needs of a schema; every zod schema has it. */
export interface InputSchema<Output> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: Output }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}

/**
 * The value as the schema reads it. Refused with `code` otherwise: the sentence names the first wrong field,
 * `details.errors` holds all of them.
 */
export function parseInput<Output>(
  schema: InputSchema<Output>,
  value: unknown,
  code: ErrorCode = "validation_failed",
): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }): FieldError => ({ path: path.join("."), message }));
  const [first] = errors;
  throw new DomainError(code, first?.path ? `${first.path}: ${first.message}` : (first?.message ?? "Not valid."), {
    errors,
  });
}
