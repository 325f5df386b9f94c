const levels = ["debug", "info", "warn", "error", "silent"] as const;
type Level = Exclude<(typeof levels)[number], "silent">;

/** Facts beside the message. Keys that hold secrets are masked, whatever their value. */
export type LogFields = Readonly<Record<string, unknown>>;

const secretKey = /password|secret|token$|api-?key|authorization|cookie|^key$/i;
/**
 * Credentials inside a text: of an address (`postgresql://user:password@host`), of a header, of a query, signed tokens,
 * and our own and the providers' keys, which begin with what they are for.
 */
const secretText = new RegExp(
  [
    String.raw`(\/\/[^\s/:@]*:)[^\s/@]+(@)`,
    String.raw`(\b(?:Bearer|Basic)\s+)[\w.~+/=-]{6,}`,
    String.raw`([?&](?:[\w-]*(?:key|token|secret|password|sig|signature|code))=)[^&\s"']+`,
    String.raw`\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)*`,
    String.raw`\b(?:sk|tl|inv|rst|eml|stp)[_-][\w-]{8,}`,
  ].join("|"),
  "gi",
);
const masked = (_: string, ...kept: unknown[]): string => `${kept[0] ?? kept[2] ?? kept[3] ?? ""}•••${kept[1] ?? ""}`;

function clean(key: string, value: unknown): unknown {
  if (secretKey.test(key) && value !== null && typeof value !== "object") return "•••";
  if (typeof value === "string") return value.replace(secretText, masked);
  if (typeof value === "bigint") return String(value);
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return { name, message, code: Object(value).code, stack, cause };
  }
  return value;
}

/** One log line: JSON with `at`, `level`, `message` and the fields; secrets are masked. */
export function formatLine(level: Level, message: string, fields: LogFields, at: Date): string {
  return JSON.stringify({ at: at.toISOString(), level, message, ...fields }, clean);
}

function write(level: Level, message: string, fields: LogFields = {}): void {
  const wanted = levels.indexOf((process.env.LOG_LEVEL || "warn") as Level);
  if (levels.indexOf(level) >= wanted) process.stderr.write(`${formatLine(level, message, fields, new Date())}\n`);
}

/**
 * Structured logs: JSON lines on stderr from LOG_LEVEL upwards (default `warn`). Stdout belongs to the start-up lines.
 */
export const log = {
  debug: (message: string, fields?: LogFields) => write("debug", message, fields),
  info: (message: string, fields?: LogFields) => write("info", message, fields),
  warn: (message: string, fields?: LogFields) => write("warn", message, fields),
  error: (message: string, fields?: LogFields) => write("error", message, fields),
};
