import { ERROR_KINDS, type ErrorKind, type Failure } from "#lib/domain/errors.ts";

/** What an `error` chunk says instead of the failure's own words, where those are not for outside. */
const REPLACED: Partial<Record<ErrorKind, string>> = {
  internal: "Something went wrong on our side. Try again.",
  unavailable: "Throughline cannot answer right now. Try again in a moment.",
};

/** The text of an `error` chunk: words for a person, never a stack or a secret. */
export function errorText(failure: Pick<Failure, "code" | "message"> | null): string {
  if (!failure) return REPLACED.internal as string;
  return REPLACED[ERROR_KINDS[failure.code]] ?? failure.message;
}
