export const PASSWORD_LENGTH = { least: 8, most: 200 } as const;

/** The passwords of eight characters and more that lists of stolen ones have most often, in lower case. */
const COMMON = new Set(
  `password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword pa55word passwort passwort1
  motdepasse contraseña 12345678 123456789 1234567890 12345678910 87654321 987654321 0987654321 11111111 111111111
  00000000 000000000 22222222 55555555 66666666 77777777 88888888 99999999 12341234 11223344 123123123 147258369
  123654789 789456123 159753456 asdfghjk asdfghjkl asdf1234 asdfasdf qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234
  qwertz123 qwer1234 azertyuiop 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 zaq12wsx q1w2e3r4 zxcvbnm1 zxcvbnm123 abcd1234
  abc12345 abcdefgh abcdefg1 a1b2c3d4 aa123456 a1234567 iloveyou iloveyou1 ilovegod sunshine sunshine1 princess
  princess1 football football1 baseball baseball1 superman superman1 batman123 starwars trustno1 welcome1 welcome123
  letmein1 letmein123 changeme changeme1 changeme123 computer internet whatever michelle jennifer jordan23 liverpool
  chelsea1 arsenal1 charlie1 michael1 ashley123 dragon123 monkey123 master123 shadow123 killer123 hunter22 hunter123
  pokemon1 samsung1 google123 facebook facebook1 linkedin administrator admin123 admin1234 root1234 test1234 testtest
  secret123 security default1 guest123 access14 winter2024 summer2024 winter2025 summer2025 winter2026 summer2026
  spring2026 autumn2026 throughline throughline1`.split(/\s+/),
);

/** What is wrong with a new password, as a sentence; null when it may be used. `email` is its account's address. */
export function passwordFault(password: string, email = ""): string | null {
  if (password.length < PASSWORD_LENGTH.least) return `Use at least ${PASSWORD_LENGTH.least} characters.`;
  if (password.length > PASSWORD_LENGTH.most) return `Use at most ${PASSWORD_LENGTH.most} characters.`;
  if (new Set(password).size <= 2) return "Use more than two different characters.";
  const plain = password.trim().toLowerCase();
  const address = email.trim().toLowerCase();
  if (address !== "" && (plain === address || plain === address.split("@", 1)[0]))
    return "Do not use your e-mail address as the password.";
  if (COMMON.has(plain)) return "This is one of the passwords that are guessed first. Choose another.";
  return null;
}

export type PasswordStrength = "weak" | "fair" | "good" | "strong";

/** A word for how long guessing would take, by length and variety: a help while typing, no promise. */
export function passwordStrength(password: string): PasswordStrength {
  const steps = [...password].map((char) => char.codePointAt(0) ?? 0);
  // A character that repeats or continues the one before it adds little.
  const fresh = steps.filter((code, index) => index === 0 || Math.abs(code - (steps[index - 1] ?? 0)) > 1).length;
  const pool = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].reduce(
    (sum, kind, n) => sum + (kind.test(password) ? ([26, 26, 10, 33][n] ?? 0) : 0),
    0,
  );
  const bits = (fresh + (steps.length - fresh) / 4) * Math.log2(Math.max(pool, 2));
  return bits < 42 ? "weak" : bits < 58 ? "fair" : bits < 78 ? "good" : "strong";
}
