import { DomainError, type ErrorCode, type Failure } from "#lib/domain/errors.ts";
import { whenAgain } from "./back-off.ts";
import { CONTEXT_CODE, fittingShare, LONG_PROMPT } from "./context-overflow.ts";
import { causesOf, type FailureFacts, gatherFacts } from "./failure-facts.ts";
import { NETWORK_FAILURES, type Remedy } from "./network-failures.ts";

export type { Remedy } from "./network-failures.ts";

/** A failed model call in words for the person: what happened, what to do, whether trying again can help. */
export interface ModelError extends Failure {
  remedy: Remedy;
  /** How long the provider asks to wait, in milliseconds. */
  retryAfterMs?: number;
  /** The provider's HTTP status. */
  status?: number;
  /** The share of the prompt that would fit, 0 to 1, for one that is too long. */
  fittingShare?: number;
}

type Mapping = Pick<ModelError, "code" | "message" | "remedy"> & {
  when: (facts: FailureFacts, error: unknown) => boolean;
};

const CUT = "The model's answer broke off. Try again.";
const LATE = "The model did not answer in time. Try again.";
const UNREADABLE =
  "The model's answer could not be read. Try again; if it happens again, the server does not speak the chosen protocol: check the base URL in Settings → Models.";
const ENDLESS = "The model did not stop writing, so it was ended. Try again, or choose another model.";
const EMPTY = "The model answered nothing. Try again, or choose another model.";
const PAGE =
  "A web page answers at this address, not a model. Check the path of the base URL in Settings → Models: it often ends in /v1.";
const REFUSED = "The model's provider refused this content.";
const UNREADABLE_NAMES = new Set([
  "AI_JSONParseError",
  "AI_TypeValidationError",
  "AI_InvalidResponseDataError",
  "AI_EmptyResponseBodyError",
  "SyntaxError",
]);

const failure = (code: ErrorCode, message: string, remedy: Remedy, when: Mapping["when"]): Mapping => ({
  code,
  message,
  remedy,
  when,
});
const said = (pattern: RegExp) => (facts: FailureFacts) => pattern.test(facts.providerCode);
const status =
  (...codes: number[]) =>
  (facts: FailureFacts) =>
    facts.status !== undefined && codes.includes(facts.status);
const either =
  (...tests: Mapping["when"][]): Mapping["when"] =>
  (facts, error) =>
    tests.some((test) => test(facts, error));

const isLimit = (facts: FailureFacts): boolean =>
  facts.status === 429 || /rate_limit|too_many_requests/.test(facts.providerCode);

// The first that fits decides; "{said}" is what the provider says, "{cause}" the system's code or the status.
const MAPPINGS: Mapping[] = [
  failure("model_endless", ENDLESS, "another", said(/outbound_failed/)),
  failure("model_stream_cut", CUT, "again", (facts) => facts.status === 200 && facts.networkCode !== undefined),
  ...NETWORK_FAILURES.map(([pattern, message, remedy, code = "model_unavailable"]) =>
    failure(code, message, remedy, ({ networkCode, networkMessage = "" }) =>
      pattern.test(`${networkCode ?? ""} ${networkMessage}`),
    ),
  ),
  failure(
    "model_rate_limited",
    "The account at the model's provider has no credit left. Top it up there, or choose another model.",
    "another",
    either(said(/insufficient_quota|billing/), status(402), (facts) =>
      /credit balance is too low/i.test(facts.message),
    ),
  ),
  failure(
    "model_context_exceeded",
    "The conversation is longer than this model can read. Start a new session, or choose a model with a larger context.",
    "shorten",
    (facts) =>
      !isLimit(facts) &&
      (CONTEXT_CODE.test(facts.providerCode) || facts.status === 413 || LONG_PROMPT.test(facts.message)),
  ),
  failure(
    "model_unauthorized",
    "The model's provider refused the API key. Enter a valid key in Settings → Models.",
    "another",
    either(
      said(/invalid_api_key|authentication|permission/),
      status(401, 403),
      (facts) => facts.name === "AI_LoadAPIKeyError",
    ),
  ),
  failure(
    "model_not_found",
    "Azure has no deployment of this name at this endpoint. Check both in Settings → Models; a new deployment takes some minutes.",
    "another",
    said(/DeploymentNotFound/),
  ),
  failure(
    "model_not_found",
    "The provider does not know this model, or nothing answers at this base URL. Check both in Settings → Models.{said}",
    "another",
    either(said(/model_not_found|not_found_error/), status(404)),
  ),
  failure(
    "model_rate_limited",
    "The model's provider is limiting requests at the moment. Try again {when}.",
    "again",
    isLimit,
  ),
  failure(
    "model_unavailable",
    "The model's provider has too much to do at the moment. Try again {when}.",
    "again",
    either(said(/overloaded/), status(529)),
  ),
  failure("model_timeout", LATE, "again", status(408, 504)),
  failure(
    "model_refused",
    `${REFUSED}{said}`,
    "nothing",
    said(/content_filter|content_policy|ResponsibleAIPolicyViolation|safety/),
  ),
  failure(
    "model_unavailable",
    "The model's provider has a fault at the moment ({cause}). Try again.",
    "again",
    either(
      (facts) => facts.status === undefined && /server_error|api_error/.test(facts.providerCode),
      status(409, 425),
      (facts) => (facts.status ?? 0) >= 500,
    ),
  ),
  failure(
    "model_stream_cut",
    CUT,
    "again",
    (facts) => facts.name === "AI_InvalidResponseDataError" && /finish reason/.test(facts.message),
  ),
  failure("model_malformed", UNREADABLE, "again", (facts) => UNREADABLE_NAMES.has(facts.name)),
  failure("model_refused", "This model cannot take the request.{said}", "another", (facts) =>
    /^AI_(UnsupportedFunctionality|InvalidPrompt)Error$/.test(facts.name),
  ),
  failure(
    "model_refused",
    "The model's provider refused the request ({cause}).{said}",
    "another",
    (facts) => (facts.status ?? 0) >= 400,
  ),
  failure("model_malformed", UNREADABLE, "again", (facts) => facts.status !== undefined),
  failure("model_unavailable", "The model stopped with an error. Try again.{said}", "again", (_, error) =>
    isPlainObject(error),
  ),
  failure("internal", "The model call failed unexpectedly. Try again, or choose another model.", "another", () => true),
];

/** The one mapping from any provider's error (AI SDK, network, error object in a stream) to ours. */
export function toModelError(error: unknown): ModelError {
  const own = ownError(error);
  if (own) return own;
  const facts = gatherFacts(error);
  const { code, message, remedy } = MAPPINGS.find(({ when }) => when(facts, error)) as Mapping;
  return {
    code,
    remedy,
    message: message
      .replace("{said}", () => (facts.message ? ` The provider says: ${facts.message}` : ""))
      .replace("{when}", whenAgain(facts.retryAfterMs))
      .replace("{cause}", String(facts.networkCode ?? facts.status ?? "error")),
    retryable: remedy === "again",
    ...(facts.retryAfterMs === undefined ? {} : { retryAfterMs: facts.retryAfterMs }),
    ...(facts.status === undefined ? {} : { status: facts.status }),
    ...(remedy === "shorten" ? { fittingShare: fittingShare(facts.message) } : {}),
  };
}

/** The same failure as a throwable; its `details` keep the rest, so `toModelError` gives it back unchanged. */
export function modelFailure(error: ModelError): DomainError {
  const { code, message, ...details } = error;
  return new DomainError(code, message, details);
}

/** An answer whose connection ended before the model was done. */
export function streamCut(): DomainError {
  return modelFailure({ code: "model_stream_cut", message: CUT, retryable: true, remedy: "again" });
}

/** An answer that is not what the protocol says. */
export function malformedAnswer(): DomainError {
  return modelFailure({ code: "model_malformed", message: UNREADABLE, retryable: true, remedy: "again" });
}

/** An answer that would never have ended. */
export function endlessAnswer(): DomainError {
  return modelFailure({ code: "model_endless", message: ENDLESS, retryable: false, remedy: "another" });
}

/** An answer in which nothing was said and nothing called. */
export function emptyAnswer(): DomainError {
  return modelFailure({ code: "model_empty", message: EMPTY, retryable: true, remedy: "again" });
}

/** An answer that the provider has held back. */
export function contentRefused(): DomainError {
  return modelFailure({ code: "model_refused", message: REFUSED, retryable: false, remedy: "nothing" });
}

/** What we speak with a provider could not be loaded: too many open files, a folder that is away. */
export function packageNotLoaded(error: unknown): DomainError {
  const { code = "error" } = (error ?? {}) as { code?: unknown };
  const message = `This server could not load what it speaks with the model's provider (${code}). Try again.`;
  return modelFailure({ code: "model_unavailable", message, retryable: true, remedy: "again" });
}

/** A web page where a model's answer should be: the address leads somewhere else. */
export function pageInstead(status: number): DomainError {
  return modelFailure({ code: "model_not_found", message: PAGE, retryable: false, remedy: "another", status });
}

/** A model that was silent for longer than its time. */
export function modelTimeout(): DomainError {
  return modelFailure({ code: "model_timeout", message: LATE, retryable: true, remedy: "again" });
}

function ownError(error: unknown): ModelError | undefined {
  for (const one of causesOf(error)) {
    const { code, message, details } = one as { code?: unknown; message?: unknown; details?: Partial<ModelError> };
    if (typeof code !== "string" || !/^(model_(?!not_found$)|llm_|outbound_refused$|secret_)/.test(code)) {
      // "model_not_found" is also OpenAI's own code: it is ours only with our details.
      if (code !== "model_not_found" || typeof details?.retryable !== "boolean") continue;
    }
    const retryable = details?.retryable === true;
    const { remedy = retryable ? "again" : "another", retryAfterMs, status, fittingShare } = details ?? {};
    return {
      code: code as ErrorCode,
      message: String(message),
      retryable,
      remedy,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(status === undefined ? {} : { status }),
      ...(fittingShare === undefined ? {} : { fittingShare }),
    };
  }
  return undefined;
}

const isPlainObject = (error: unknown): boolean => typeof error === "object" && error !== null && !("stack" in error);
