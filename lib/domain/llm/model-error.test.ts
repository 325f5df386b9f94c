import { describe, expect, it } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { endlessAnswer, modelFailure, pageInstead, toModelError } from "./model-error.ts";

const http = (statusCode: number, error: object = {}, responseHeaders: Record<string, string> = {}) =>
  Object.assign(new Error("from the provider"), {
    name: "AI_APICallError",
    statusCode,
    data: { error },
    responseHeaders,
  });
const network = (code: string) =>
  Object.assign(new Error("Cannot connect to API"), {
    name: "AI_APICallError",
    cause: Object.assign(new Error(code), { code }),
  });
const named = (name: string, message = "") => Object.assign(new Error(message), { name });
const tooManyBytes = new DomainError("outbound_failed", "127.0.0.1:7490 sent more than 65536 KiB, which is the limit.");

describe("the model error of", () => {
  it.each([
    ["a wrong key", http(401), "model_unauthorized", false],
    ["a forbidden key", http(403), "model_unauthorized", false],
    ["an account without credit", http(429, { code: "insufficient_quota" }), "model_rate_limited", false],
    ["a payment that is due", http(402), "model_rate_limited", false],
    ["an unknown model", http(404, { code: "model_not_found" }), "model_not_found", false],
    ["an unknown model, said with 400", http(400, { code: "model_not_found" }), "model_not_found", false],
    ["an unknown model, said in the stream", { message: "no", code: "model_not_found" }, "model_not_found", false],
    ["a rate limit", http(429), "model_rate_limited", true],
    ["a request time-out", http(408), "model_timeout", true],
    ["a gateway time-out", http(504), "model_timeout", true],
    ["a fault", http(500), "model_unavailable", true],
    ["an overloaded provider", http(529), "model_unavailable", true],
    ["a refused request", http(400), "model_refused", false],
    [
      "a refused request that calls itself a server's fault",
      http(400, { type: "server_error" }),
      "model_refused",
      false,
    ],
    ["a refused content", http(400, { code: "content_filter" }), "model_refused", false],
    ["too long a conversation", http(400, { code: "context_length_exceeded" }), "model_context_exceeded", false],
    ["too long a body", http(413), "model_context_exceeded", false],
    ["a web page instead of an answer", http(200), "model_malformed", true],
    ["nobody listening", network("ECONNREFUSED"), "model_unavailable", true],
    ["an unknown host", network("ENOTFOUND"), "model_unavailable", true],
    ["a silent host", network("ETIMEDOUT"), "model_timeout", true],
    ["a foreign certificate", network("DEPTH_ZERO_SELF_SIGNED_CERT"), "model_unavailable", false],
    ["a cut stream", Object.assign(network("ECONNRESET"), { statusCode: 200 }), "model_stream_cut", true],
    [
      "a stream without its end",
      named("AI_InvalidResponseDataError", "Response stream ended without a finish reason."),
      "model_stream_cut",
      true,
    ],
    ["a malformed chunk", named("AI_JSONParseError"), "model_malformed", true],
    ["a chunk of another shape", named("AI_TypeValidationError"), "model_malformed", true],
    [
      "more bytes than anybody reads",
      Object.assign(new Error("The answer broke off.", { cause: tooManyBytes }), { statusCode: 200 }),
      "model_endless",
      false,
    ],
    ["a file that the model cannot read", named("AI_UnsupportedFunctionalityError", "audio"), "model_refused", false],
    ["an error object in the stream", { message: "oops", type: "server_error", code: null }, "model_unavailable", true],
    ["a limit in the stream", { message: "slow down", code: "rate_limit_exceeded" }, "model_rate_limited", true],
    ["a numeric code in the stream", { message: "x", code: 429 }, "model_rate_limited", true],
    ["an unexplained object in the stream", { message: "hm" }, "model_unavailable", true],
    ["a fault of our own", new TypeError("x is not a function"), "internal", false],
    ["nothing at all", undefined, "internal", false],
  ])("%s", (_, error, code, retryable) => {
    expect(toModelError(error)).toMatchObject({ code, retryable });
  });

  it.each([
    ["a fault", http(500), "again"],
    ["a wrong key", http(401), "another"],
    ["a request that this model refuses", http(400), "another"],
    ["a fault of our own", new TypeError("x is not a function"), "another"],
    ["too long a conversation", http(400, { code: "context_length_exceeded" }), "shorten"],
    ["a refused content", http(400, { code: "content_filter" }), "nothing"],
  ])("%s says what may help", (_, error, remedy) => {
    expect(toModelError(error).remedy).toBe(remedy);
  });

  it.each([
    [network("ENOTFOUND"), /no host of this name .*typing mistake/],
    [network("ECONNREFUSED"), /Nothing listens .*port/],
    [network("EHOSTUNREACH"), /cannot be reached \(EHOSTUNREACH\)/],
    [network("DEPTH_ZERO_SELF_SIGNED_CERT"), /signed itself .*NODE_EXTRA_CA_CERTS/],
    [network("SELF_SIGNED_CERT_IN_CHAIN"), /signed itself/],
    [network("CERT_HAS_EXPIRED"), /expired .*renew/],
    [network("ERR_TLS_CERT_ALTNAME_INVALID"), /another host/],
    [network("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), /vouches/],
    [network("ERR_SSL_WRONG_VERSION_NUMBER"), /http:\/\/ instead of https/],
    [network("HPE_INVALID_CONSTANT"), /other way round/],
    [
      Object.assign(new TypeError("fetch failed"), {
        cause: Object.assign(new Error("models.test cannot be reached within 10 s."), { code: "ETIMEDOUT" }),
      }),
      /does not take connections.*firewall/,
    ],
    [http(404, { code: "DeploymentNotFound" }), /Azure has no deployment/],
    [http(529, { type: "overloaded_error" }), /too much to do/],
    [http(401), /valid key/],
    [pageInstead(404), /\/v1/],
  ])("says what to do (%#)", (error, words) => {
    expect(toModelError(error).message).toMatch(words);
  });

  it("a limit says how long to wait: in seconds, in milliseconds, or until a date", () => {
    const until = { date: "Sat, 21 Nov 2026 01:00:00 GMT", "retry-after": "Sat, 21 Nov 2026 01:00:30 GMT" };
    expect(toModelError(http(429, {}, { "retry-after": "7" })).retryAfterMs).toBe(7000);
    expect(toModelError(http(429, {}, { "retry-after-ms": "250", "retry-after": "7" })).retryAfterMs).toBe(250);
    expect(toModelError(http(429, {}, until)).retryAfterMs).toBe(30_000);
    expect(toModelError(http(429, {}, { "retry-after": "soon" }))).not.toHaveProperty("retryAfterMs");
    expect(toModelError(http(429, {}, { "retry-after": "7" })).message).toMatch(/Try again shortly\.$/);
    expect(toModelError(http(429, {}, { "retry-after": "3600" })).message).toMatch(/Try again in 60 minutes\.$/);
  });

  it.each([http(429, {}, { "retry-after": "7" }), http(404), http(500)])(
    "our own failure is the same again, also inside another error",
    (cause) => {
      const error = toModelError(cause);
      expect(toModelError(modelFailure(error))).toEqual(error);
      expect(toModelError(new TypeError("fetch failed", { cause: modelFailure(error) }))).toEqual(error);
    },
  );

  it("an endless answer reads the same whoever ended it, without the host and our limits", () => {
    expect(toModelError(tooManyBytes)).toEqual(toModelError(endlessAnswer()));
    expect(toModelError(tooManyBytes).message).toMatch(/^The model did not stop writing/);
  });

  it("a refused address keeps its advice", () => {
    const refusal = Object.assign(new Error("… add it to OUTBOUND_ALLOW"), { code: "outbound_refused" });
    expect(toModelError(refusal)).toEqual({
      code: "outbound_refused",
      message: "… add it to OUTBOUND_ALLOW",
      remedy: "another",
      retryable: false,
    });
  });

  it("never repeats a key that the provider repeats", () => {
    const error = Object.assign(http(400), { message: "Bad header Bearer tok-123456 with sk-proj-abcdefgh1234" });
    expect(toModelError(error).message).toContain("[key]");
    expect(toModelError(error).message).not.toMatch(/123456|abcdefgh/);
  });

  it("a long page of text is shortened", () => {
    expect(toModelError(Object.assign(http(400), { message: "x".repeat(9000) })).message.length).toBeLessThan(400);
  });
});
