/** Why somebody comes to the sign-in page, by what the address says; anything else is nobody's text. */
const PROBLEMS: Record<string, string> = {
  invalid_credentials: "E-mail address or password is wrong. Check both and try again.",
  rate_limited: "Too many attempts. Try again in a quarter of an hour.",
  not_found: "This took too long. Enter your password again.",
  email_not_verified: "Your e-mail address is not verified there. Verify it, then come again.",
  email_not_proven:
    "There is an account with your e-mail address, and nobody has shown yet that it is yours. Sign in with its password once, then link it under Settings → Security. Without the password, ask for a new one by letter, or ask an admin.",
  sign_up_closed: "There is no account for your e-mail address. Ask an admin for an invitation.",
  AccessDenied: "You were not let in there. Try again, or sign in with your password.",
  OAuthCallbackError: "Signing in there was broken off. Try again, or sign in with your password.",
  failed: "Signing in there did not work. Try again; if it stays so, ask the operator of this Throughline.",
};

const NEWS: Record<string, string> = {
  "password-changed": "Your new password is set. Sign in with it.",
  "account-deletion": "Your account will be deleted in 14 days. Sign in before then if you want to keep it.",
};

interface Query {
  code?: string | string[] | undefined;
  error?: string | string[] | undefined;
  note?: string | string[] | undefined;
}

/** What went wrong before, and what went well. */
export function signInNotes({ code, error, note }: Query): { problem: string | null; news: string | null } {
  const known = PROBLEMS[String(code)] ?? PROBLEMS[String(error)];
  const problem = known ?? (error === undefined ? null : PROBLEMS.failed);
  return { problem: problem ?? null, news: NEWS[String(note)] ?? null };
}
