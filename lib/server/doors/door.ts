import type { ZodType } from "zod";
import type { Visitor } from "#lib/application/accounts/visitor.ts";
import type { Context } from "#lib/application/context.ts";
import type { Scope } from "#lib/domain/access.ts";
import type { AuditVerb } from "#lib/domain/audit.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A door that will be closed: since when it is deprecated, when it closes (ISO 8601), and what takes its place. */
export interface Deprecation {
  since: string;
  sunset: string;
  successor: { method: Method; path: string };
}

/**
 * What a request counts as: a call of its person or key, beside that a message (the verb counts it, so that every way to
 * it does), a call of a visitor's network, or nothing.
 */
export type LimitClass = "call" | "message" | "visit" | "none";

/** What every row of the table tells about a door, for people, the OpenAPI document and the tests. */
interface DoorFacts {
  method: Method;
  /** With parameters in braces: `/api/sessions/{id}`. */
  path: string;
  /** One line for the API's document. */
  summary: string;
  /** What one line does not hold, in Markdown. */
  description?: string;
  /** Fields of a request that is right, for the document; without one the plainest is made up. */
  example?: Record<string, unknown>;
  /** Answers beside the usual one that are no failures. */
  otherwise?: readonly OtherAnswer[];
  /** Set where a door will be closed: every answer says so, and each client that comes is named in the log once. */
  deprecated?: Deprecation;
  /** What an API key must be allowed; null where any credential will do. The verb checks it again. */
  scope: Scope | null;
  /** What the audit log says when the verb has done its work; a test sees to it that it does. */
  audit?: AuditVerb;
  /** It is about the caller's own account, so every role may. */
  ownAccount?: boolean;
  /** It is the same in whatever workspace its caller is, so a page of another one may call it. */
  anyWorkspace?: true;
  /** It only ends what runs: a process that is about to end takes it, too. */
  endsWork?: true;
  /** Who answers: a route file through Next, or our own server, because it streams. */
  servedBy: "next" | "raw";
  /** Fields that a POST takes from the query, because the GET of the same thing does. */
  query?: readonly string[];
  /** Media types, where they are not JSON. */
  consumes?: "multipart/form-data" | "application/x-www-form-urlencoded";
  produces?: "text/event-stream" | "text/plain" | "*/*";
}

interface OtherAnswer {
  status: number;
  description: string;
  answer?: ZodType;
  /** JSON when not given. */
  produces?: "text/event-stream";
}

interface DoorSpec<Input, Answer> extends Omit<DoorFacts, "servedBy"> {
  /** A call for those who have signed in, a visit for others, when not given. */
  limit?: LimitClass;
  servedBy?: DoorFacts["servedBy"];
  /**
   * Everything the verb gets, strict: the path's parameters by name, the rest from the query (GET, DELETE) or from
   * the JSON body (POST, PUT, PATCH).
   */
  input: ZodType<Input>;
  /** Shape of the answer; null for none (204). */
  answer: ZodType<Answer> | null;
  /** 200 when not given, 204 without an answer. */
  status?: number;
  /** A POST that makes something: a repeat with the same `Idempotency-Key` gets the first answer. */
  creates?: boolean;
  /** The answer holds a secret that is shown once, so it is not kept for repeats. */
  secretAnswer?: boolean;
  maxBodyBytes?: number;
  /** Turns the verb's result into something else than JSON. */
  respond?: (result: Answer) => Response;
}

type Verb<Ctx, Input, Answer> = (call: { ctx: Ctx; input: Input; signal?: AbortSignal | undefined }) => Promise<Answer>;

/** A row of the table. `auth: "own"` marks the few that another library or the house answers, listed for the tests. */
export interface Door extends DoorFacts {
  auth: "required" | "none" | "own";
  input: ZodType;
  answer: ZodType | null;
  status: number;
  limit: LimitClass;
  creates: boolean;
  secretAnswer: boolean;
  maxBodyBytes: number;
  respond: ((result: never) => Response) | undefined;
  verb: Verb<never, never, unknown>;
}

/** A door as people and the audit log name it: `POST /api/api-keys`. */
export const nameOf = ({ method, path }: Pick<Door, "method" | "path">): string => `${method} ${path}`;

export const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;

/** A door for those who have signed in or hold a key. */
export function door<Input, Answer>(spec: DoorSpec<Input, Answer> & { verb: Verb<Context, Input, Answer> }): Door {
  return complete({ ...spec, auth: "required" });
}

/** A door for anyone. */
export function openDoor<Input, Answer>(
  spec: Omit<DoorSpec<Input, Answer>, "scope"> & { verb: Verb<Visitor, Input, Answer> },
): Door {
  return complete({ ...spec, scope: null, auth: "none" });
}

/** A row that no verb of the table answers: it stands there for the document and the tests. */
export function listedDoor<const Path extends string>(
  spec: DoorSpec<unknown, unknown> & Pick<Door, "auth"> & { path: Path },
): Door & { path: Path } {
  const verb = async (): Promise<never> => {
    throw new Error(`${spec.path} is not answered by a verb.`);
  };
  return { ...complete({ ...spec, verb }), path: spec.path };
}

const LIMIT_OF = { required: "call", none: "visit", own: "none" } as const;

function complete<Input, Answer, Ctx>(
  spec: DoorSpec<Input, Answer> & Pick<Door, "auth"> & { verb: Verb<Ctx, Input, unknown> },
): Door {
  return {
    servedBy: "next",
    limit: LIMIT_OF[spec.auth],
    status: spec.answer === null ? 204 : 200,
    creates: false,
    secretAnswer: false,
    maxBodyBytes: DEFAULT_MAX_BODY_BYTES,
    respond: undefined,
    ...spec,
  } as Door;
}
