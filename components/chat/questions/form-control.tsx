"use client";
import { useId } from "react";
import type { FormField } from "#components/chat/questions/form-model.ts";
import { Field, Input, Select, Textarea } from "#components/ui/field.tsx";

interface FormControlProps {
  field: FormField;
  value: string;
  error: string | undefined;
  onChange(value: string): void;
}

const FEW = 4;

/** The control for one field of a form. */
export function FormControl({ field, value, error, onChange }: FormControlProps) {
  const { kind, options, required } = field;
  if (kind === "yes-no" || (kind === "choice" && options.length <= FEW))
    return (
      <Buttons
        {...{ field, value, error, onChange }}
        options={
          kind === "yes-no"
            ? [
                ["yes", "Yes"],
                ["no", "No"],
              ]
            : options.map((one) => [one, one])
        }
      />
    );
  return (
    <Field label={labelOf(field)} hint={field.help ?? undefined} error={error}>
      {(control) => {
        const shared = { ...control, value, "aria-required": required || undefined, dir: "auto" };
        if (kind === "choice")
          return (
            <Select {...shared} onChange={(event) => onChange(event.target.value)}>
              <option value="">{required ? "Choose one" : "None"}</option>
              {options.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          );
        if (kind === "long-text")
          return <Textarea {...shared} rows={4} onChange={(event) => onChange(event.target.value)} />;
        return <Input {...shared} {...INPUT[kind]} onChange={(event) => onChange(event.target.value)} />;
      }}
    </Field>
  );
}

const labelOf = ({ label, required }: FormField): string => (required ? label : `${label} (optional)`);

const INPUT: Partial<Record<FormField["kind"], React.ComponentProps<"input">>> = {
  number: { inputMode: "decimal", autoComplete: "off", className: "sm:w-48" },
  integer: { inputMode: "numeric", autoComplete: "off", className: "sm:w-48" },
  date: { type: "date", className: "w-48" },
  email: { type: "email", autoComplete: "email" },
};

/** Options that fit side by side. What is not required can be taken back. */
function Buttons({ field, value, error, options, onChange }: FormControlProps & { options: [string, string][] }) {
  const id = useId();
  const note = error ?? field.help;
  return (
    <fieldset
      aria-describedby={note ? `${id}-note` : undefined}
      aria-invalid={error ? true : undefined}
      className="grid gap-1.5"
    >
      <legend className="mb-1.5 font-medium text-ui">{labelOf(field)}</legend>
      <div className="flex flex-wrap gap-1.5">
        {(field.required ? options : [...options, ["", "No answer"] as const]).map(([option, title]) => (
          <label
            key={option}
            className="flex cursor-pointer items-center gap-2 rounded-lg border border-line-strong/60 px-3 py-1.5 text-sm has-[:disabled]:cursor-default has-[:checked]:border-agent-fill has-[:checked]:bg-agent-soft has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring hover:border-line-strong"
          >
            <input
              type="radio"
              name={id}
              checked={value === option}
              className="outline-none"
              onChange={() => onChange(option)}
            />
            <bdi>{title}</bdi>
          </label>
        ))}
      </div>
      {note ? (
        <p
          id={`${id}-note`}
          role={error ? "alert" : undefined}
          className={error ? "text-danger text-xs" : "text-muted text-xs"}
        >
          {note}
        </p>
      ) : null}
    </fieldset>
  );
}
