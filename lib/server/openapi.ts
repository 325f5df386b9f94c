import { z } from "zod";
import { ERROR_KINDS } from "#lib/domain/errors.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { parameterNames } from "#lib/server/doors/path.ts";
import { doors } from "#lib/server/doors.ts";

type Schema = { properties?: Record<string, object>; required?: string[] } & Record<string, unknown>;

/** Requests are strict; answers may have more than the document names. Any JSON value is the empty schema. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): Schema {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema: part }) => {
      if (part.format) delete part.pattern;
      if (io === "output" && part.additionalProperties === false) delete part.additionalProperties;
    },
  });
  const { $schema: _dialect, $defs: _json, ...rest } = made;
  return JSON.parse(JSON.stringify(rest), (_key, value) => (value?.$ref?.startsWith("#/$defs/") ? {} : value));
}

/** The OpenAPI 3.1 document of every door, made from the schemas that the doors check with. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const door of doors) {
    paths[door.path] = { ...paths[door.path], [door.method.toLowerCase()]: operation(door) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Throughline", version: "1", description: "A self-hosted workspace of AI agents." },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { apiKey: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API key: tl_…" },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
        cookie: { type: "apiKey", in: "cookie", name: "authjs.session-token" },
      },
      schemas: { Problem: problemSchema },
    },
  };
}

function operation(door: Door): Record<string, unknown> {
  const inPath = parameterNames(door.path);
  const { properties = {}, required = [], ...rest } = jsonSchema(door.input, "input");
  const others = Object.entries(properties).filter(([name]) => !inPath.includes(name) && !door.query?.includes(name));
  const asQuery = door.method === "GET" || door.method === "DELETE";
  const parameter = (name: string, where: "path" | "query", schema: object) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema,
  });
  const parameters = [
    ...inPath.map((name) => parameter(name, "path", properties[name] ?? { type: "string" })),
    ...(door.query ?? []).map((name) => parameter(name, "query", properties[name] ?? {})),
    ...(asQuery ? others.map(([name, schema]) => parameter(name, "query", schema)) : []),
    ...(door.creates ? [{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string" } }] : []),
  ];
  const bodySchema = {
    ...rest,
    properties: Object.fromEntries(others),
    required: required.filter((name) => !inPath.includes(name)),
  };
  const hasBody = !asQuery && door.auth !== "own" && others.length > 0;
  return {
    summary: door.summary,
    operationId: operationId(door),
    ...(door.scope && { "x-scope": door.scope }),
    ...(door.auth !== "required" && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && {
      requestBody: {
        required: bodySchema.required.length > 0,
        content: { [door.consumes ?? "application/json"]: { schema: bodySchema } },
      },
    }),
    responses: {
      [door.status]: {
        description: door.summary,
        ...(door.answer && {
          content: { [door.produces ?? "application/json"]: { schema: jsonSchema(door.answer, "output") } },
        }),
      },
      default: {
        description: "What went wrong",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

/** `GET /api/sessions/{id}` is `get_sessions_id`. */
function operationId({ method, path }: Door): string {
  const words = path.replace(/^\/api\//, "").match(/[\w-]+/g) ?? [];
  return [method.toLowerCase(), ...words].join("_").replaceAll("-", "_");
}

const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "detail", "code", "requestId"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string", enum: Object.keys(ERROR_KINDS) },
    requestId: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};
