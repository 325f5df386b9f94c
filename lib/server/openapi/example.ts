import type { Schema } from "./json-schema.ts";

const ID = "0199a0f0-1c2d-7000-8000-000000000001";
const FORMATS: Record<string, string> = {
  uuid: ID,
  "date-time": "2026-11-21T10:00:00.000Z",
  date: "2026-11-21",
  email: "ada@example.com",
  uri: "https://example.com",
  binary: "…",
};

/** A value that a schema allows: what it names as one, else the plainest there is. A part of one has only what it must. */
export function exampleOf(schema: Schema, whole: boolean): unknown {
  if (schema.examples) return schema.examples[0];
  if ("default" in schema) return schema.default;
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  return choice ? exampleOf(choice, whole) : plainest(schema, whole);
}

function plainest(schema: Schema, whole: boolean): unknown {
  const { type, format, minimum = 0, exclusiveMinimum, minLength = 0 } = schema;
  switch (Array.isArray(type) ? type[0] : type) {
    case "object": {
      const { properties = {}, required = [] } = schema;
      const shown = Object.entries(properties).filter(([name]) => whole || required.includes(name));
      return Object.fromEntries(shown.map(([name, one]) => [name, exampleOf(one, whole)]));
    }
    case "array":
      return schema.items && (whole || schema.minItems) ? [exampleOf(schema.items, whole)] : [];
    case "string":
      return (format && FORMATS[format]) || "text".padEnd(minLength, ".");
    case "integer":
    case "number":
      return exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1;
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return {};
  }
}
