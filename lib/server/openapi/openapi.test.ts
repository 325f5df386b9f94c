import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { doors } from "#lib/server/doors.ts";
import { openApiDocument } from "#lib/server/openapi.ts";
import { exampleOf } from "./example.ts";
import type { Schema } from "./json-schema.ts";

interface Content {
  [mediaType: string]: { schema: Schema; example: unknown };
}
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  description?: string;
  parameters?: { name?: string; $ref?: string; schema?: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { $ref?: string; description?: string; content?: Content }>;
}
const document = openApiDocument() as {
  paths: Record<string, Record<string, Operation>>;
  tags: { name: string }[];
  components: { schemas: Record<string, Schema>; responses: Record<string, { content: Content }> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "document", components: document.components });
const errorsOf = (schema: Schema, value: unknown) => {
  const check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')));
  check(value);
  return check.errors;
};

describe("the OpenAPI document", () => {
  test("is one by the meta schema of OpenAPI 3.1", async () => {
    const { errors } = await new Validator().validate(structuredClone(document) as Record<string, unknown>);
    expect(errors).toBeUndefined();
  });

  test("refers to nothing that is not there", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(100);
    for (const [, kind = "", name = ""] of references)
      expect(document.components, `${kind}/${name}`).toHaveProperty([kind, name]);
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  test("uses every schema that it names", () => {
    const text = JSON.stringify(document);
    for (const name of Object.keys(document.components.schemas))
      expect(text, name).toContain(`"#/components/schemas/${name}"`);
  });

  test("has a heading for every operation", () => {
    const tags = document.tags.map((tag) => tag.name);
    for (const { name, operation } of operations) expect(tags, name).toContain(operation.tags[0]);
  });
});

describe.each(operations.map(({ name, operation }) => [name, operation] as const))("%s", (name, operation) => {
  const door = doors.find((one) => `${one.method} ${one.path}` === name);
  const contents = Object.values(operation.responses).flatMap(({ content }) => Object.values(content ?? {}));

  test("has an example of a request that its door would take", () => {
    const content = Object.entries(operation.requestBody?.content ?? {});
    for (const [mediaType, { schema, example }] of content) {
      expect(errorsOf(schema, example), JSON.stringify(example)).toBeNull();
      if (!mediaType.includes("json") || door?.auth === "own") continue;
      const inPath = operation.parameters?.flatMap((one) =>
        one.schema ? [[one.name, exampleOf(one.schema, true)]] : [],
      );
      const parsed = door?.input.safeParse({ ...(example as object), ...Object.fromEntries(inPath ?? []) });
      expect(parsed?.error?.issues).toBeUndefined();
    }
  });

  test("has examples of its answers that are as it says", () => {
    for (const { schema, example } of contents) expect(errorsOf(schema, example), JSON.stringify(example)).toBeNull();
  });

  test("says what its answers are", () => {
    for (const { schema } of contents) expect(Object.keys(schema), JSON.stringify(schema)).not.toEqual([]);
    expect(operation.responses).toSatisfy((all: object) => "default" in all || door?.auth === "own");
  });
});

test("the problems in the document are problems", () => {
  for (const { content } of Object.values(document.components.responses))
    for (const { schema, example } of Object.values(content)) expect(errorsOf(schema, example)).toBeNull();
});
