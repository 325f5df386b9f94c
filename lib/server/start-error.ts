/**
 * Something that keeps Throughline from starting and that a person can mend. The launcher and the CLI print the
 * message alone, without a stack, and exit with 1.
 */
export class StartError extends Error {
  readonly code = "start_failed";
}

/** True for a {@link StartError}, also one from another copy of this module. */
export function isStartError(error: unknown): error is StartError {
  return error instanceof Error && "code" in error && error.code === "start_failed";
}

/** The message of anything that was thrown. An aggregate (`connect` to several addresses) has its text inside. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The system's code of an error (`EACCES`, `28P01`), when it has one. */
export function codeOf(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}
