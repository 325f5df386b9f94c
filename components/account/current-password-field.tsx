"use client";
import { Field, Input } from "#components/ui/field.tsx";

interface CurrentPasswordFieldProps {
  value: string;
  onChange(value: string): void;
  label?: string;
  /** What the server says is wrong. */
  error?: string | undefined;
  required?: boolean;
}

/** The password that one has, as a proof that it is oneself. */
export const CurrentPasswordField = ({
  value,
  onChange,
  label = "Your password",
  error,
  required = true,
}: CurrentPasswordFieldProps) => (
  <Field label={label} error={error}>
    {(control) => (
      <Input
        {...control}
        type="password"
        autoComplete="current-password"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        required={required}
      />
    )}
  </Field>
);
