import { expect, test, vi } from "vitest";
import { DomainError, ERROR_KINDS, type ErrorCode } from "#lib/domain/errors.ts";
import { problemResponse, toProblem } from "./problem.ts";

const codes = Object.keys(ERROR_KINDS) as ErrorCode[];
const quiet = () => vi.spyOn(process.stderr, "write").mockImplementation(() => true);

test.each(codes)("%s has a status of its kind, its own words and the request's id", (code) => {
  const stderr = quiet();
  const problem = toProblem(new DomainError(code, "What to do."), "r1");
  stderr.mockRestore();
  expect(problem).toMatchObject({
    code,
    detail: "What to do.",
    requestId: "r1",
    type: `urn:throughline:problem:${code}`,
  });
  expect(problem.status).toBeGreaterThanOrEqual(400);
  expect(problem.title).not.toBe("Error");
});

test("the statuses that clients rely on", () => {
  const status = (code: ErrorCode) => toProblem(new DomainError(code, ""), "r").status;
  expect(status("malformed_body")).toBe(400);
  expect(status("unauthenticated")).toBe(401);
  expect(status("forbidden")).toBe(403);
  expect(status("not_found")).toBe(404);
  expect(status("method_not_allowed")).toBe(405);
  expect(status("turn_in_progress")).toBe(409);
  expect(status("file_too_large")).toBe(413);
  expect(status("validation_failed")).toBe(422);
  expect(status("upgrade_required")).toBe(426);
  expect(status("rate_limited")).toBe(429);
  expect(status("model_timeout")).toBe(502);
  expect(status("unavailable")).toBe(503);
});

test("an error of the other copy of our code is known by its code", () => {
  const other = Object.assign(new Error("Wait for it."), { code: "turn_in_progress", details: {} });
  expect(toProblem(other, "r")).toMatchObject({ status: 409, detail: "Wait for it." });
});

test("field errors travel, other details do not", () => {
  const errors = [{ path: "title", message: "Enter a title." }];
  const problem = toProblem(new DomainError("validation_failed", "Wrong.", { errors, secret: "x" }), "r");
  expect(problem.errors).toEqual(errors);
  expect(JSON.stringify(problem)).not.toContain("secret");
});

test.each([new Error("password=hunter2"), "text", null, undefined, { code: "ENOENT" }])(
  "what nobody foresaw (%s) is an internal error without details, logged under the request's id",
  (thrown) => {
    const stderr = quiet();
    const problem = toProblem(thrown, "r42");
    expect(stderr.mock.calls.join()).toContain("r42");
    stderr.mockRestore();
    expect(problem).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  },
);

test("a database that is away, also below another error, is a 503 that says when to come again", () => {
  const stderr = quiet();
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  for (const thrown of [
    refused,
    new Error("query", { cause: refused }),
    new Error("Connection terminated unexpectedly"),
    Object.assign(new Error("Invalid invocation"), { name: "PrismaClientKnownRequestError", code: "unavailable" }),
    Object.assign(new Error("Transaction expired"), { name: "PrismaClientKnownRequestError", code: "P2028" }),
  ]) {
    const response = problemResponse(thrown, "r");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(toProblem(thrown, "r").detail).toBe("The database cannot be reached now. Try again in a moment.");
  }
  stderr.mockRestore();
});

test("a full disk is told as such, whether PostgreSQL or the file system says so", () => {
  const stderr = quiet();
  for (const code of ["53100", "ENOSPC"]) {
    const full = new Error("write", { cause: Object.assign(new Error("No space left on device"), { code }) });
    expect(toProblem(full, "r")).toMatchObject({ status: 503, detail: expect.stringContaining("disk is full") });
  }
  stderr.mockRestore();
});

test("a refusal says how to come in, and a limit how long to wait", () => {
  const signIn = problemResponse(new DomainError("unauthenticated", "Sign in."), "r");
  expect(signIn.headers.get("www-authenticate")).toBe('Bearer realm="Throughline"');
  const limited = problemResponse(new DomainError("rate_limited", "Wait.", { retryAfterSeconds: 900 }), "r");
  expect(limited.headers.get("retry-after")).toBe("900");
});
