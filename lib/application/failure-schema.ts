import { z } from "zod";
import { ERROR_KINDS, type ErrorCode } from "#lib/domain/errors.ts";

const CODES = Object.keys(ERROR_KINDS) as [ErrorCode, ...ErrorCode[]];

/** What is stored and shown of something that failed. */
export const failureSchema = z.object({
  code: z.enum(CODES),
  message: z.string(),
  retryable: z.boolean(),
});
