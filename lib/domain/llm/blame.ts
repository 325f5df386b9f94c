import type { ErrorCode } from "#lib/domain/errors.ts";

const AGAINST_PROVIDER: ReadonlySet<ErrorCode> = new Set([
  "model_unauthorized",
  "model_not_found",
  "model_rate_limited",
  "model_unavailable",
  "model_timeout",
  "model_stream_cut",
  "model_malformed",
  "model_endless",
  "model_empty",
] as const);

/** Whether a failure speaks against the provider; the others are the request's own. */
export const blamesProvider = (code: ErrorCode): boolean => AGAINST_PROVIDER.has(code);
