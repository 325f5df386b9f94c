import type { Json, JsonObject } from "#lib/domain/json.ts";

export interface Option {
  value: string;
  title: string;
  description: string | null;
}

export interface Choice {
  options: Option[];
  multiple: boolean;
  /** The person's own words will do as well. */
  ownWords: boolean;
}

/** What is chosen so far; `other` is null while the own words are not chosen. */
export interface ChoiceDraft {
  chosen: string[];
  other: string | null;
}

export const NOTHING_CHOSEN: ChoiceDraft = { chosen: [], other: null };

const asObject = (value: Json | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

/** The choice that a question's schema (see `ClientAction`) offers. */
export function choiceOf(schema: JsonObject): Choice {
  const multiple = schema.type === "array";
  const one = multiple ? asObject(schema.items) : schema;
  const among = Array.isArray(one.anyOf) ? one.anyOf.map(asObject) : [one];
  return {
    options: among.flatMap(({ oneOf }) =>
      Array.isArray(oneOf) ? oneOf.map((option) => toOption(asObject(option))) : [],
    ),
    multiple,
    ownWords: among.some(({ type }) => type === "string"),
  };
}

const toOption = ({ const: value, title, description }: JsonObject): Option => ({
  value: String(value),
  title: typeof title === "string" ? title : String(value),
  description: typeof description === "string" ? description : null,
});

const SHORT = 24;
const FEW = 4;

/** Whether one press of a button is enough to answer. */
export const isShort = ({ options, multiple, ownWords }: Choice): boolean =>
  !multiple &&
  !ownWords &&
  options.length <= FEW &&
  options.every(({ title, description }) => description === null && title.length <= SHORT);

/** The draft after a press on an option: of a single choice it is the only one. */
export function toggled(choice: Choice, draft: ChoiceDraft, value: string): ChoiceDraft {
  if (!choice.multiple) return { chosen: [value], other: null };
  const chosen = draft.chosen.includes(value)
    ? draft.chosen.filter((one) => one !== value)
    : choice.options.map((one) => one.value).filter((one) => one === value || draft.chosen.includes(one));
  return { ...draft, chosen };
}

/** The draft after the own words were chosen, or given up. */
export function withOther(choice: Choice, draft: ChoiceDraft, other: string | null): ChoiceDraft {
  return choice.multiple ? { ...draft, other } : { chosen: [], other };
}

/** The answer, or null while nothing is chosen. */
export function choiceResponse(choice: Choice, { chosen, other }: ChoiceDraft): Json | null {
  const said = other?.trim() ?? "";
  if (other !== null && said === "") return null;
  const all = said ? [...chosen, said] : chosen;
  if (all.length === 0) return null;
  return choice.multiple ? all : (all[0] ?? null);
}
