import { STATUS_CODES } from "node:http";
import {
  type DomainError,
  ERROR_KINDS,
  type ErrorCode,
  type ErrorKind,
  errorCode,
  type FieldError,
} from "#lib/domain/errors.ts";
import { log } from "#lib/server/log.ts";

/** An error as HTTP tells it (RFC 9457), served as `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  requestId: string;
  errors?: FieldError[];
  /** When it is worth trying again. */
  retryAfterSeconds?: number;
}

/** The one place that knows what a kind of error is in HTTP. */
const STATUS_OF_KIND: Record<ErrorKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  too_large: 413,
  limited: 429,
  upstream: 502,
  unavailable: 503,
  internal: 500,
};

/** Where HTTP has a finer word than the kind. */
const STATUS_OF_CODE: Partial<Record<ErrorCode, number>> = {
  malformed_body: 400,
  method_not_allowed: 405,
  upgrade_required: 426,
};

/** What Node, pg and Prisma say when PostgreSQL cannot be reached, is going away or has no time: nothing was written. */
const DATABASE_GONE = new Set([
  "unavailable",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "57P01",
  "57P02",
  "57P03",
  "P1001",
  "P1017",
  "P2024",
  "P2028",
]);

/** PostgreSQL's word and the file system's for a disk that takes nothing more: nothing was written. */
const DISK_FULL = new Set(["53100", "ENOSPC", "EDQUOT"]);

/** The problem that a thrown value stands for. Unknown ones are logged under the request's id and tell nothing. */
export function toProblem(thrown: unknown, requestId: string): Problem {
  const code = errorCode(thrown);
  if (code !== undefined && !isPrismas(thrown)) {
    if (ERROR_KINDS[code] === "internal") log.error("A request failed", { requestId, error: thrown });
    const { message, details } = thrown as DomainError;
    const { retryAfterSeconds: seconds } = details ?? {};
    return {
      ...problem(code, message, requestId, fieldErrors(details)),
      ...(typeof seconds === "number" && { retryAfterSeconds: seconds }),
    };
  }
  if (hasCode(thrown, DISK_FULL)) {
    log.error("The disk is full: nothing more can be stored. Free space; work goes on by itself", { requestId });
    return problem(
      "unavailable",
      "The server's disk is full, so this was not stored. What was stored before is safe. Tell the operator, and try again when there is space.",
      requestId,
    );
  }
  if (isDatabaseGone(thrown)) {
    log.warn("A request found no database", { requestId, error: thrown });
    return problem("unavailable", "The database cannot be reached now. Try again in a moment.", requestId);
  }
  log.error("A request failed", { requestId, error: thrown });
  return problem(
    "internal",
    `Something went wrong here. The operator finds it in the log under ${requestId}.`,
    requestId,
  );
}

/** The answer that carries a problem, with the headers that its status asks for. */
export function problemResponse(thrown: unknown, requestId: string): Response {
  const body = toProblem(thrown, requestId);
  const headers = new Headers({ "content-type": "application/problem+json" });
  if (body.status === 401) headers.set("www-authenticate", 'Bearer realm="Throughline"');
  if (body.retryAfterSeconds !== undefined) headers.set("retry-after", String(body.retryAfterSeconds));
  else if (body.status === 503) headers.set("retry-after", "1");
  return new Response(JSON.stringify(body), { status: body.status, headers });
}

/** The HTTP status that an error of this code is answered with. */
export const statusOf = (code: ErrorCode): number => STATUS_OF_CODE[code] ?? STATUS_OF_KIND[ERROR_KINDS[code]];

function problem(code: ErrorCode, detail: string, requestId: string, errors?: FieldError[]): Problem {
  const status = statusOf(code);
  const title = STATUS_CODES[status] ?? "Error";
  return { type: `urn:throughline:problem:${code}`, title, status, detail, code, requestId, ...(errors && { errors }) };
}

function fieldErrors(details: DomainError["details"] | undefined): FieldError[] | undefined {
  return Array.isArray(details?.errors) ? (details.errors as FieldError[]) : undefined;
}

/** Prisma passes the code of our pool on, under words that are for programmers. */
const isPrismas = (thrown: unknown): boolean => /^Prisma/.test(String((thrown as Error).name));

/** A thrown value and what has caused it, outermost first. */
function causesOf(thrown: unknown): { code?: unknown; message?: unknown }[] {
  const { cause } = (thrown ?? {}) as { cause?: unknown };
  return [thrown ?? {}, ...(cause === undefined || cause === thrown ? [] : causesOf(cause))];
}

const hasCode = (thrown: unknown, codes: ReadonlySet<string>): boolean =>
  causesOf(thrown).some(({ code }) => typeof code === "string" && codes.has(code));

const isDatabaseGone = (thrown: unknown): boolean =>
  hasCode(thrown, DATABASE_GONE) ||
  causesOf(thrown).some(({ message }) => typeof message === "string" && message.startsWith("Connection terminated"));
