import type { Deprecation, Door } from "#lib/server/doors/door.ts";
import { operationId } from "#lib/server/doors/operation-id.ts";
import { parameterNames } from "#lib/server/doors/path.ts";
import { exampleOf } from "./example.ts";
import { jsonSchema, type Schema } from "./json-schema.ts";
import { problemsOf } from "./problem-schema.ts";

/** A door as an operation of the document, its schemas written out. */
export function operationOf(door: Door, tag: string): Record<string, unknown> {
  const { path, body, query } = requestOf(door);
  const parameters = [
    ...path,
    ...query,
    ...(door.creates ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ...(resumes(door) ? [{ $ref: "#/components/parameters/LastEventId" }] : []),
  ];
  const scope = door.scope && `Needs the scope \`${door.scope}\`.`;
  const sunset = door.deprecated && sunsetWords(door.deprecated);
  const description = [door.description, sunset, scope].filter(Boolean).join("\n\n");
  return {
    tags: [tag],
    summary: door.summary,
    ...(description && { description }),
    ...(door.deprecated && { deprecated: true }),
    operationId: operationId(door),
    ...(door.scope && { "x-scope": door.scope }),
    ...(door.limit !== "none" && { "x-limit": door.limit }),
    ...(door.auth !== "required" && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responsesOf(door, body !== undefined),
  };
}

const inQuery = (door: Door): boolean => door.method === "GET" || door.method === "DELETE";
const resumes = (door: Door): boolean => door.produces === "text/event-stream" && door.path !== "/api/chat";

function requestOf(door: Door) {
  const names = parameterNames(door.path);
  const { properties = {}, required = [], ...rest } = jsonSchema(door.input, "input");
  const others = Object.entries(properties).filter(([name]) => !names.includes(name));
  const parameter = (name: string, where: "path" | "query", given: Schema) => {
    const { description, ...schema } = given;
    const example = door.example?.[name];
    return {
      name,
      in: where,
      required: where === "path" || required.includes(name),
      ...(description !== undefined && { description }),
      schema,
      ...(example !== undefined && { example }),
    };
  };
  const path = names.map((name) => parameter(name, "path", properties[name] ?? { type: "string" }));
  const asked = others.filter(([name]) => inQuery(door) || door.query?.includes(name));
  const query = asked.map(([name, schema]) => parameter(name, "query", schema));
  const fields = others.filter((one) => !asked.includes(one));
  if (fields.length === 0) return { path, query };
  const schema: Schema = {
    ...rest,
    properties: Object.fromEntries(fields),
    required: required.filter((name) => fields.some(([field]) => field === name)),
  };
  const example = door.example ?? exampleOf(schema, false);
  const body = {
    required: (schema.required?.length ?? 0) > 0,
    content: { [door.consumes ?? "application/json"]: { schema, example } },
  };
  return { path, query, body };
}

function responsesOf(door: Door, hasBody: boolean): Record<string, unknown> {
  const { answer, status, summary, produces = "application/json" } = door;
  const headers = door.auth !== "own" && { headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } } };
  const others = door.otherwise?.map(({ status: other, description, produces: type, answer: schema }) => [
    other,
    {
      description,
      ...headers,
      ...(schema && { content: { [type ?? "application/json"]: contentOf(jsonSchema(schema, "output")) } }),
    },
  ]);
  return {
    [status]: {
      description: summary,
      ...headers,
      ...(answer && { content: { [produces]: contentOf(jsonSchema(answer, "output")) } }),
    },
    ...Object.fromEntries(others ?? []),
    ...(door.auth !== "own" && problemsOf(statusesOf(door, hasBody))),
  };
}

const contentOf = (schema: Schema) => ({ schema, example: exampleOf(schema, true) });

const sunsetWords = ({ sunset, successor }: Deprecation): string =>
  `Closes on ${sunset.slice(0, 10)}; use \`${successor.method} ${successor.path}\`.`;

/** The statuses of what can go wrong at a door. */
function statusesOf(door: Door, hasBody: boolean): Set<number> {
  const signedIn = door.auth === "required";
  const changes = door.method !== "GET";
  return new Set([
    422,
    ...(door.limit === "none" ? [] : [429]),
    ...(signedIn ? [401, 403] : []),
    ...(changes && !signedIn ? [403] : []),
    ...(door.path.includes("{") || hasBody ? [404] : []),
    ...(changes ? [409] : []),
    ...(hasBody ? [400, 413] : []),
  ]);
}
