/** As much of an OpenAPI 3.1 document as is shown. */
export interface ApiDocument {
  info: { title: string; version: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, ApiOperation>>;
  components: Record<"schemas" | "parameters" | "responses", Record<string, never>>;
}

export interface ApiSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, ApiSchema>;
  required?: string[];
  items?: ApiSchema;
  additionalProperties?: boolean | ApiSchema;
  anyOf?: ApiSchema[];
  oneOf?: ApiSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
}

export interface ApiParameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: ApiSchema;
  example?: unknown;
}

export type ApiContent = Record<string, { schema: ApiSchema; example?: unknown }>;

export interface ApiResponse {
  description: string;
  content?: ApiContent;
}

export interface ApiOperation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security?: unknown[];
  parameters?: (ApiParameter | { $ref: string })[];
  requestBody?: { content: ApiContent };
  responses: Record<string, ApiResponse | { $ref: string }>;
}

/** An operation with its place. */
export interface ListedOperation extends ApiOperation {
  method: string;
  path: string;
}

/** The operations under their headings, those only in which every word of `text` occurs. */
export function groupOperations(document: ApiDocument, text: string) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): ListedOperation => ({ ...operation, method: method.toUpperCase(), path }),
    ),
  );
  return document.tags
    .map(({ name, description }) => ({
      name,
      description,
      operations: all.filter(({ tags, method, path, summary }) => {
        const said = `${name} ${method} ${path} ${summary}`.toLowerCase();
        return tags.includes(name) && words.every((word) => said.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
}

/** What a reference to a part of the document stands for; anything else is what it is. */
export function resolve<Part extends object>(document: ApiDocument, part: Part | { $ref: string }): Part {
  if (!("$ref" in part) || typeof part.$ref !== "string") return part as Part;
  const [, , kind = "", name = ""] = part.$ref.split("/");
  const found = (document.components as Record<string, Record<string, unknown>>)[kind]?.[name];
  return (found ?? {}) as Part;
}

const nameOf = ($ref: string): string => $ref.split("/").at(-1) ?? "";

/** A schema's type in a few words: `Session[]`, `string (uuid) | null`. */
export function typeOf(schema: ApiSchema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.length > 8 ? "string" : schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(" | ");
  const types = schema.type === undefined ? ["any"] : [schema.type].flat();
  return types
    .map((type) => {
      if (type === "array") return `${schema.items ? typeOf(schema.items) : "any"}[]`;
      return type === "string" && schema.format ? `string (${schema.format})` : type;
    })
    .join(" | ");
}

/** The schemas that stand inside of one, by what they are called there: fields, items, choices. */
export function partsOf(
  document: ApiDocument,
  given: ApiSchema,
): [name: string, schema: ApiSchema, required: boolean][] {
  const schema = resolve<ApiSchema>(document, given);
  if (schema.properties)
    return Object.entries(schema.properties).map(([name, one]) => [
      name,
      one,
      schema.required?.includes(name) ?? false,
    ]);
  if (schema.items) return partsOf(document, schema.items);
  if (typeof schema.additionalProperties === "object" && Object.keys(schema.additionalProperties).length > 0)
    return [["(any name)", schema.additionalProperties, false]];
  const choices = (schema.anyOf ?? schema.oneOf ?? []).filter((one) => one.type !== "null");
  if (choices.length === 1 && choices[0]) return partsOf(document, choices[0]);
  return choices
    .filter((one) => partsOf(document, one).length > 0)
    .map((one, index) => [`(${index + 1} of ${choices.length})`, one, false]);
}

/** What is to be put in, in a form that curl leaves alone: braces would be a list. */
const placeholder = (_braces: string, name: string): string => name.replace(/([A-Z])/g, "_$1").toUpperCase();

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The operation as a curl command, with its example. */
export function curlOf(document: ApiDocument, operation: ListedOperation, origin: string): string {
  const { method, path, parameters = [], requestBody, security, responses } = operation;
  const given = parameters.map((one) => resolve<ApiParameter>(document, one));
  const query = given.flatMap((one) => (one.in === "query" && one.required ? [`${one.name}=…`] : []));
  const address = `${origin}${path.replace(/\{(\w+)\}/g, placeholder)}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${quote(address)}`];
  if (security === undefined) lines.push("-H 'Authorization: Bearer tl_…'");
  const [mediaType, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const fields = Object.entries((body?.example ?? {}) as Record<string, unknown>);
  if (mediaType === "multipart/form-data")
    for (const [name, value] of fields) lines.push(`-F ${quote(`${name}=${name === "file" ? "@sales.csv" : value}`)}`);
  else if (mediaType === "application/x-www-form-urlencoded")
    for (const [name, value] of fields) lines.push(`--data-urlencode ${quote(`${name}=${value}`)}`);
  else if (mediaType) lines.push(`-H 'Content-Type: ${mediaType}'`, `-d ${quote(JSON.stringify(body?.example))}`);
  const streams = Object.values(responses).some(
    (one) => "content" in one && one.content && Object.keys(one.content)[0] === "text/event-stream",
  );
  if (streams && method === "GET") lines.push("-N");
  return lines.join(" \\\n  ");
}
