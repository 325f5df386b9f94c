import { STATUS_CODES } from "node:http";
import { ERROR_KINDS, type ErrorCode } from "#lib/domain/errors.ts";
import { statusOf } from "#lib/server/problem.ts";
import type { Schema } from "./json-schema.ts";

export const problemSchema: Schema = {
  type: "object",
  description: "What went wrong (RFC 9457). Match on `code`: it never changes its meaning.",
  required: ["type", "title", "status", "detail", "code", "requestId"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What to do about it, for people" },
    code: { type: "string", enum: Object.keys(ERROR_KINDS) },
    requestId: { type: "string", description: "The operator finds the request in the log under it" },
    errors: {
      type: "array",
      description: "The fields that are wrong",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
    retryAfterSeconds: { type: "integer", description: "When it is worth trying again; as in `Retry-After`" },
  },
};

interface ProblemKind {
  name: string;
  code: ErrorCode;
  description: string;
  detail: string;
}

/** Answers that many doors give, by status. */
const KINDS: readonly ProblemKind[] = [
  {
    name: "BadRequest",
    code: "malformed_body",
    description: "The body cannot be read",
    detail: "The body is not valid JSON in UTF-8. Check its syntax and encoding.",
  },
  {
    name: "Unauthenticated",
    code: "unauthenticated",
    description: "No credential, or none that is good now",
    detail: "Sign in, or send a valid API key as Authorization: Bearer tl_….",
  },
  {
    name: "Forbidden",
    code: "insufficient_scope",
    description: "The key lacks the scope, the person the role, or another website sent the request",
    detail: 'This API key lacks the scope "sessions:write". Make a key that has it.',
  },
  {
    name: "NotFound",
    code: "not_found",
    description: "Absent, or another's: nobody can tell the two apart",
    detail: "There is no such session.",
  },
  {
    name: "Conflict",
    code: "idempotency_conflict",
    description: "A right request at the wrong moment; `code` says which",
    detail: "A request with this Idempotency-Key is still being answered. Try again in a moment.",
  },
  {
    name: "TooLarge",
    code: "payload_too_large",
    description: "The body is too large",
    detail: "The body is larger than the 1048576 bytes that are allowed here.",
  },
  {
    name: "Invalid",
    code: "validation_failed",
    description: "A field is wrong, missing or not known",
    detail: "title: Enter a title.",
  },
  {
    name: "RateLimited",
    code: "rate_limited",
    description: "Too many in this minute; `Retry-After` says when to try again",
    detail: "You may send 60 messages a minute. Try again in 12 seconds.",
  },
];

const problemContent = (code: ErrorCode, detail: string) => {
  const status = statusOf(code);
  const example = {
    type: `urn:throughline:problem:${code}`,
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    code,
    requestId: "0199a0f0-1c2d-7000-8000-000000000001",
    ...(code === "rate_limited" && { retryAfterSeconds: 12 }),
    ...(code === "validation_failed" && { errors: [{ path: "title", message: "Enter a title." }] }),
  };
  return { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" }, example } };
};

const integer = (description: string) => ({ description, schema: { type: "integer" } });
const limitHeaders = {
  headers: {
    "Retry-After": integer("Seconds until it is worth trying again"),
    "RateLimit-Policy": { description: 'Each limit: `"name";q=quota;w=seconds`', schema: { type: "string" } },
    RateLimit: { description: 'What is left of each: `"name";r=rest;t=seconds`', schema: { type: "string" } },
    "RateLimit-Limit": integer("The quota of the tightest limit"),
    "RateLimit-Remaining": integer("What is left of it"),
    "RateLimit-Reset": integer("Seconds until it is whole again"),
  },
};

/** `components.responses`. */
export const problemResponses = Object.fromEntries([
  ...KINDS.map(({ name, code, description, detail }) => [
    name,
    { description, ...(code === "rate_limited" && limitHeaders), content: problemContent(code, detail) },
  ]),
  [
    "Failure",
    {
      description: "Anything else that went wrong",
      content: problemContent("unavailable", "The database cannot be reached now. Try again in a moment."),
    },
  ],
]);

/** References to them for the statuses that a door may answer with. */
export const problemsOf = (statuses: ReadonlySet<number>): Record<string, { $ref: string }> =>
  Object.fromEntries([
    ...KINDS.filter(({ code }) => statuses.has(statusOf(code))).map(({ name, code }) => [
      statusOf(code),
      { $ref: `#/components/responses/${name}` },
    ]),
    ["default", { $ref: "#/components/responses/Failure" }],
  ]);
