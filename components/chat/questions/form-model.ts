import type { Json, JsonObject } from "#lib/domain/json.ts";

export type FieldKind = "text" | "long-text" | "number" | "integer" | "yes-no" | "date" | "email" | "choice";

export interface FormField {
  name: string;
  label: string;
  help: string | null;
  kind: FieldKind;
  required: boolean;
  options: string[];
  minimum: number | null;
  maximum: number | null;
  maxLength: number | null;
}

/** What is in each field, as it is typed; of a yes or no the word. */
export type FormDraft = Record<string, string>;

const LONG = 500;
const asObject = (value: Json | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
const numberOr = (value: Json | undefined): number | null => (typeof value === "number" ? value : null);

/** The fields of a form's schema (a flat object) in the order of `propertyOrder`; what it leaves out comes last. */
export function formOf(schema: JsonObject): FormField[] {
  const properties = asObject(schema.properties);
  const ordered = Array.isArray(schema.propertyOrder) ? schema.propertyOrder.map(String) : [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return [...new Set([...ordered, ...Object.keys(properties)])]
    .filter((name) => Object.hasOwn(properties, name))
    .map((name) => toField(name, asObject(properties[name]), required.includes(name)));
}

function toField(name: string, schema: JsonObject, required: boolean): FormField {
  const { title, description } = schema;
  return {
    name,
    required,
    label: typeof title === "string" ? title : name,
    help: typeof description === "string" ? description : null,
    kind: kindOf(schema),
    options: Array.isArray(schema.enum) ? schema.enum.map(String) : [],
    minimum: numberOr(schema.minimum),
    maximum: numberOr(schema.maximum),
    maxLength: numberOr(schema.maxLength),
  };
}

function kindOf({ type, format, enum: options, maxLength }: JsonObject): FieldKind {
  if (Array.isArray(options)) return "choice";
  if (type === "boolean") return "yes-no";
  if (type === "integer" || type === "number") return type;
  if (format === "date" || format === "email") return format;
  return typeof maxLength === "number" && maxLength > LONG ? "long-text" : "text";
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

/** What is wrong with what was typed in a field, in words for the one who typed it. */
export function problemOf(field: FormField, typed: string): string | null {
  const text = typed.trim();
  if (text === "") return field.required ? EMPTY[field.kind] : null;
  switch (field.kind) {
    case "number":
    case "integer":
      return numberProblem(field, text);
    case "email":
      return EMAIL.test(text) ? null : "Enter an e-mail address, such as ada@example.com.";
    case "date":
      return isDate(text) ? null : "Enter a date that there is.";
    case "text":
    case "long-text":
      return field.maxLength !== null && text.length > field.maxLength
        ? `Use at most ${field.maxLength} characters; these are ${text.length}.`
        : null;
    default:
      return null;
  }
}

const EMPTY: Record<FieldKind, string> = {
  text: "Fill this in.",
  "long-text": "Fill this in.",
  number: "Enter a number.",
  integer: "Enter a whole number.",
  "yes-no": "Choose yes or no.",
  date: "Enter a date.",
  email: "Enter an e-mail address.",
  choice: "Choose one.",
};

function numberProblem({ kind, minimum, maximum }: FormField, text: string): string | null {
  if (!NUMBER.test(text) || !Number.isFinite(Number(text)))
    return kind === "integer" ? "Enter a whole number, such as 12." : "Enter a number, such as 12.5.";
  const value = Number(text);
  if (kind === "integer" && !Number.isSafeInteger(value)) return "Enter a whole number, such as 12.";
  if (minimum !== null && value < minimum) return `Enter ${minimum} or more.`;
  return maximum !== null && value > maximum ? `Enter ${maximum} or less.` : null;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What is wrong, by field; empty when the form may be sent. */
export function problemsOf(fields: readonly FormField[], draft: FormDraft): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const problem = problemOf(field, draft[field.name] ?? "");
      return problem === null ? [] : [[field.name, problem]];
    }),
  );
}

/** The answer of a form without problems; what was left empty is left out. */
export function formResponse(fields: readonly FormField[], draft: FormDraft): JsonObject {
  return Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const text = (draft[name] ?? "").trim();
      return text === "" ? [] : [[name, typedAs(kind, text)]];
    }),
  );
}

function typedAs(kind: FieldKind, text: string): Json {
  if (kind === "yes-no") return text === "yes";
  return kind === "number" || kind === "integer" ? Number(text) : text;
}
