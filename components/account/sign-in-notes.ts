/** Why somebody comes to the sign-in page, by what the address says; anything else is nobody's text. */
const PROBLEMS: Record<string, string> = {
  invalid_credentials: "E-mail address or password is wrong. Check both and try again.",
  rate_limited: "Too many attempts. Try again in a quarter of an hour.",
  not_found: "This took too long. Enter your password again.",
};

const NEWS: Record<string, string> = {
  "password-changed": "Your new password is set. Sign in with it.",
};

interface Query {
  code?: string | string[] | undefined;
  error?: string | string[] | undefined;
  note?: string | string[] | undefined;
}

/** What went wrong before, and what went well. */
export function signInNotes({ code, error, note }: Query): { problem: string | null; news: string | null } {
  const problem = PROBLEMS[String(code)] ?? (error === undefined ? null : (PROBLEMS[String(error)] ?? PROBLEMS.failed));
  return { problem: problem ?? null, news: NEWS[String(note)] ?? null };
}
