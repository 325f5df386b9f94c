const levels = ["debug", "info", "warn", "error", "silent"] as const;
type Level = Exclude<(typeof levels)[number], "silent">;

/** Facts beside the message. Keys that hold secrets are masked, whatever their value. */
export type LogFields = Readonly<Record<string, unknown>>;

const secretKey = /password|secret|token$|api-?key|authorization|cookie|^key$/i;
/** Credentials inside an address (`postgresql://user:password@host`), and our own and the providers' keys. */
const secretText = /(\/\/[^\s/:@]*:)[^\s/@]+(@)|\b(?:sk|tl)[_-][\w-]{8,}/g;

function clean(key: string, value: unknown): unknown {
  if (secretKey.test(key) && value !== null && typeof value !== "object") return "•••";
  if (typeof value === "string")
    return value.replace(secretText, (_, before = "", after = "") => `${before}•••${after}`);
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
