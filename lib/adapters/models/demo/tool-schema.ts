import type { ModelTool } from "#lib/application/ports/models.ts";
import type { Target } from "./intents.ts";

/** The part of JSON Schema that tools use. */
export type Schema = {
  type?: string | string[];
  description?: string;
  const?: unknown;
  enum?: unknown[];
  items?: Schema;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  oneOf?: Schema[];
  anyOf?: Schema[];
};

export function schemaOf(tool: ModelTool | undefined): Schema {
  return (tool?.inputSchema ?? {}) as Schema;
}

/** A schema and its alternatives, itself first. */
export function variantsOf(schema: Schema | undefined): Schema[] {
  return schema
    ? [schema, ...(schema.oneOf ?? []).flatMap(variantsOf), ...(schema.anyOf ?? []).flatMap(variantsOf)]
    : [];
}

/** The texts that a property permits, with the description of each where the schema gives one. */
export function choicesOf(schema: Schema | undefined): { value: string; description: string }[] {
  return variantsOf(schema).flatMap((variant) => [
    ...(typeof variant.const === "string" ? [{ value: variant.const, description: variant.description ?? "" }] : []),
    ...(variant.enum ?? []).flatMap((value) =>
      typeof value === "string" ? [{ value, description: describedIn(variant.description ?? "", value) }] : [],
    ),
  ]);
}

/** The agents that `hand_off` offers: its `agent` property, described by the lines of the tool's own text or by the schema. */
export function handOffTargets(tool: ModelTool | undefined): Target[] {
  return choicesOf(schemaOf(tool).properties?.agent).map(({ value, description }) => ({
    slug: value,
    description: describedIn(tool?.description ?? "", value) || description,
  }));
}

/** The text after `value:` (or a dash) up to the end of its line, in one-line lists up to the semicolon. */
function describedIn(text: string, value: string): string {
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const end = text.includes("\n") ? "\\n" : "\\n;";
  return new RegExp(`(?:^|[\\s\`"*(])${escaped}[\`"*]*\\s*(?::|–|—| - )\\s*([^${end}]+)`).exec(text)?.[1]?.trim() ?? "";
}

/** The name of the property a free text goes into: one of the preferred ones, else the first text. */
export function textProperty(schema: Schema, preferred: RegExp): string | undefined {
  const names = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    property.type === "string" && !property.enum ? [name] : [],
  );
  return names.find((name) => preferred.test(name)) ?? names[0];
}
