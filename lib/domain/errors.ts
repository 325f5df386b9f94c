/** What a failure means to the one who asked. Every door maps kinds to its own wire form, once. */
export type ErrorKind =
  | "invalid" // the request itself is wrong
  | "unauthenticated"
  | "forbidden"
  | "missing" // absent or foreign: nobody can tell the two apart
  | "conflict" // right request, wrong moment
  | "too_large"
  | "limited" // try again later
  | "upstream" // another service failed
  | "unavailable" // we cannot serve now
  | "internal";

/** Stable codes: clients match on them, so a code never changes its meaning. */
export const ERROR_KINDS = {
  validation_failed: "invalid",
  malformed_body: "invalid",
  unauthenticated: "unauthenticated",
  invalid_credentials: "unauthenticated",
  forbidden: "forbidden",
  insufficient_scope: "forbidden",
  foreign_origin: "forbidden",
  not_found: "missing",
  method_not_allowed: "invalid",
  upgrade_required: "invalid",
  version_conflict: "conflict",
  idempotency_conflict: "conflict",
  already_exists: "conflict",
  setup_already_done: "conflict",
  sign_up_closed: "forbidden",
  email_not_verified: "forbidden",
  email_not_proven: "forbidden",
  last_way_in: "conflict",
  last_owner: "conflict",
  deletion_under_way: "conflict",
  workspace_changed: "conflict",
  member_suspended: "conflict",
  wrong_account: "conflict",
  payload_too_large: "too_large",
  rate_limited: "limited",
  mail_not_configured: "conflict",

  agent_archived: "conflict",
  agent_has_active_session: "conflict",
  session_already_active: "conflict",
  too_many_sessions: "conflict",
  session_not_active: "conflict",
  session_closed: "conflict",
  execution_already_suspended: "conflict",
  execution_not_suspended: "conflict",
  execution_suspended: "conflict",
  client_action_expired: "conflict",
  client_action_closed: "conflict",
  response_invalid: "invalid",
  unexpected_response: "conflict",
  user_already_assigned: "conflict",
  user_not_assigned: "conflict",
  unknown_role: "invalid",
  preferences_too_large: "too_large",
  draft_not_pending: "conflict",
  turn_in_progress: "conflict",
  response_pending: "conflict",
  turn_not_active: "conflict",
  turn_fenced: "conflict",

  workflow_unknown: "invalid",
  workflow_params_invalid: "invalid",
  workflow_already_active: "conflict",
  run_not_active: "conflict",
  run_not_retryable: "conflict",
  state_entry_invalid: "invalid",
  tool_unknown: "invalid",
  tool_input_invalid: "invalid",
  tool_failed: "upstream",
  tool_outcome_unknown: "upstream",
  tool_refused: "forbidden",

  file_type_unsupported: "invalid",
  file_type_mismatch: "invalid",
  file_broken: "invalid",
  file_empty: "invalid",
  file_too_complex: "invalid",
  file_too_large: "too_large",
  file_name_invalid: "invalid",
  query_refused: "invalid",
  service_timeout: "upstream",
  service_failed: "upstream",

  llm_config_not_found: "missing",
  llm_config_missing: "conflict",
  llm_config_invalid: "invalid",
  outbound_refused: "invalid",
  outbound_failed: "upstream",
  model_unauthorized: "upstream",
  model_not_found: "upstream",
  model_rate_limited: "upstream",
  model_unavailable: "upstream",
  model_timeout: "upstream",
  model_stream_cut: "upstream",
  model_malformed: "upstream",
  model_endless: "upstream",
  model_empty: "upstream",
  model_refused: "upstream",
  model_context_exceeded: "upstream",
  model_circuit_open: "upstream",
  service_circuit_open: "upstream",

  rotation_under_way: "conflict",
  secret_unreadable: "internal",
  configuration_invalid: "internal",
  unavailable: "unavailable",
  internal: "internal",
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** One field of a refused request: where it is and what is wrong with it. */
export interface FieldError {
  path: string;
  message: string;
}

/**
 * A broken rule, in words for the person who asked. Match on `code`, never with `instanceof`:
 * the class exists twice, in the launcher and in the page bundle.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = "DomainError";
    this.code = code;
    this.kind = ERROR_KINDS[code];
    this.details = details;
  }
}

/** The code of any thrown value, or undefined when it is none of ours. */
export function errorCode(error: unknown): ErrorCode | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && code in ERROR_KINDS ? (code as ErrorCode) : undefined;
}

/** What may be stored and shown of a failure: never a stack, never a secret. */
export interface Failure {
  code: ErrorCode;
  message: string;
  retryable: boolean;
}
