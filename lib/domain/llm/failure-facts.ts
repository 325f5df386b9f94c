/** What can be known of a failed model call, gathered from any error's fields along its causes. */
export interface FailureFacts {
  name: string;
  message: string;
  status?: number;
  networkCode?: string;
  /** What the system says beside its code. */
  networkMessage?: string;
  /** All codes and types the provider gave, joined by blanks. */
  providerCode: string;
  retryAfterMs?: number;
}

const NETWORK_CODE =
  /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|EPROTO|HPE_.*|ERR_(TLS|SSL)_.*|CERT_.*|DEPTH_ZERO.*|SELF_SIGNED.*|UNABLE_TO_.*)$/;
const WRAPPER_NAMES = new Set(["AI_APICallError", "Error", "TypeError"]);

export function gatherFacts(error: unknown): FailureFacts {
  const facts: FailureFacts = { name: "", message: "", providerCode: "" };
  for (const one of causesOf(error)) {
    const { name, message, statusCode, code, type, data, responseBody, responseHeaders } = one as Record<
      string,
      unknown
    >;
    if (!facts.name && typeof name === "string" && !WRAPPER_NAMES.has(name)) facts.name = name;
    if (!facts.message && typeof message === "string") facts.message = presentable(message);
    if (facts.status === undefined && typeof statusCode === "number") facts.status = statusCode;
    if (typeof code === "string" && NETWORK_CODE.test(code) && facts.networkCode === undefined) {
      facts.networkCode = code;
      facts.networkMessage = presentable(String(message ?? ""));
    }
    const body = objectOf(data) ?? parseObject(responseBody);
    const inner = objectOf(body?.error) ?? body;
    for (const text of [code, type, inner?.code, inner?.type])
      if (typeof text === "string" || typeof text === "number") facts.providerCode += ` ${text}`;
    const headers = objectOf(responseHeaders);
    if (headers) facts.retryAfterMs ??= retryAfter(headers);
  }
  // An error object inside a stream carries its status, if any, as its code.
  const numeric = /(?:^| )([45]\d\d)(?: |$)/.exec(facts.providerCode)?.[1];
  if (facts.status === undefined && numeric) facts.status = Number(numeric);
  return facts;
}

/** The error and its causes, outermost first. */
export function causesOf(error: unknown): object[] {
  const chain: object[] = [];
  for (
    let one = error;
    typeof one === "object" && one !== null && chain.length < 8;
    one = (one as { cause?: unknown }).cause
  )
    chain.push(one);
  return chain;
}

/** `Retry-After` in seconds, or as a date read against the answer's own `Date`. */
function retryAfter(headers: Record<string, unknown>): number | undefined {
  const milliseconds = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const value = headers["retry-after"];
  if (typeof value !== "string") return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(String(headers.date));
  return wait >= 0 ? wait : undefined;
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function parseObject(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== "string" || !text.startsWith("{")) return undefined;
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A provider may repeat the key in its message; what looks like one is taken out. */
function presentable(text: string): string {
  const clean = text
    .replace(/\b(sk|pk|rk|key|api|Bearer)[-_ ][\w*.-]{6,}/gi, "[key]")
    .replace(/\s+/g, " ")
    .trim();
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean;
}
