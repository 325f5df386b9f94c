"use client";
import { cn } from "#components/ui/cn.ts";
import { Field, Input } from "#components/ui/field.tsx";
import { PASSWORD_LENGTH, type PasswordStrength, passwordFault, passwordStrength } from "#lib/domain/password.ts";

interface NewPasswordFieldProps {
  value: string;
  onChange(value: string): void;
  label?: string;
  /** The address of the account, which is no password. */
  email?: string;
  /** What the server says is wrong. */
  error?: string | undefined;
}

const WORDS: Record<PasswordStrength, { words: string; bars: number; tone: string }> = {
  weak: { words: "Weak: guessed in hours. Make it longer.", bars: 1, tone: "bg-danger" },
  fair: { words: "Fair. A few more words make it good.", bars: 2, tone: "bg-warning" },
  good: { words: "Good.", bars: 3, tone: "bg-success" },
  strong: { words: "Strong.", bars: 4, tone: "bg-success" },
};

/** A new password with words on its strength while it is typed. */
export function NewPasswordField({ value, onChange, label = "New password", email, error }: NewPasswordFieldProps) {
  const fault = value.length >= PASSWORD_LENGTH.least ? passwordFault(value, email) : null;
  const { words, bars, tone } = WORDS[passwordStrength(value)];
  const short = value.length < PASSWORD_LENGTH.least;
  const hint = short ? `At least ${PASSWORD_LENGTH.least} characters. Several words are easy to keep.` : words;
  return (
    <Field label={label} hint={<span aria-live="polite">{hint}</span>} error={error ?? fault ?? undefined}>
      {(control) => (
        <>
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="new-password"
            maxLength={PASSWORD_LENGTH.most}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            required
          />
          <div aria-hidden className="grid grid-cols-4 gap-1">
            {[1, 2, 3, 4].map((bar) => (
              <span key={bar} className={cn("h-1 rounded-full", !short && !fault && bar <= bars ? tone : "bg-hover")} />
            ))}
          </div>
        </>
      )}
    </Field>
  );
}

/** Whether a new password may be sent. */
export const isUsable = (password: string, email?: string): boolean => passwordFault(password, email) === null;
