import { z } from "zod";

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export interface Schema {
  [keyword: string]: unknown;
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  enum?: unknown[];
  examples?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** Requests are strict; answers may come to have more than is documented. Any JSON value is the empty schema. */
export function jsonSchema(schema: z.ZodType, io: "input" | "output"): Schema {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema: part }) => {
      if (part.format) delete part.pattern;
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      if (part.propertyNames) delete part.propertyNames;
      if (io === "output" && part.additionalProperties === false) delete part.additionalProperties;
    },
  });
  const { $schema: _dialect, $defs: _json, ...rest } = made;
  return JSON.parse(JSON.stringify(rest), (_key, value) => (value?.$ref?.startsWith("#/$defs/") ? {} : value));
}

/** Puts a reference in the place of every schema that has a name. What is said of it in its place stays there. */
export function createNamer(named: Record<string, Schema>) {
  const names = new Map(Object.entries(named).map(([name, schema]) => [identityOf(schema), name]));

  function walk(value: unknown, isRoot: boolean): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => walk(one, false));
    const name = isRoot ? undefined : names.get(identityOf(value as Schema));
    if (name) {
      const { description } = value as Schema;
      const isOwn = description === named[name]?.description;
      return { $ref: `#/components/schemas/${name}`, ...(!isOwn && { description }) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, false)]));
  }

  return {
    /** The same with references in it. */
    name: <Value>(value: Value): Value => walk(value, false) as Value,
    /** The named schemas themselves, which refer to each other. */
    components: Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, walk(schema, true)])),
  };
}

const identityOf = ({ description: _description, ...schema }: Schema): string => JSON.stringify(schema);
