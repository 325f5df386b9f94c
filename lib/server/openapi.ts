import { doorGroups } from "#lib/server/doors.ts";
import { createNamer } from "#lib/server/openapi/json-schema.ts";
import { namedSchemas } from "#lib/server/openapi/named-schemas.ts";
import { operationOf } from "#lib/server/openapi/operation.ts";
import { problemResponses, problemSchema } from "#lib/server/openapi/problem-schema.ts";

const DESCRIPTION = `Sign in with a cookie, or send an API key as \`Authorization: Bearer tl_…\` or \`x-api-key\`.

- **API keys** act in their maker's name, with the maker's role in the workspace at that moment, and never beyond their scopes:
  \`sessions\` (and all that is in them), \`agents\`, \`models\`, \`members\`, \`workspace\`, each with \`:read\` and \`:write\`, \`usage:read\`
  and \`audit:read\`. Writing does not include reading. A key ends when it expires or is revoked, and with the membership.
- **Errors** are problem documents (RFC 9457); match on \`code\`. What is absent and what is another's is answered alike.
- **Requests are strict**: a field or parameter that is not documented is refused with 422. Answers may come to have more fields.
- **Lists** that grow are pages of \`{items, nextCursor}\`; the next one is asked for with \`?cursor=\`.
- **Creating POSTs** take an \`Idempotency-Key\`: a repeat gets the first answer.
- **\`{agent}\`** is an agent's UUID or a definition's slug, which means the caller's own agent.
- **Limits** count by the minute: calls of a key, a person or a network (\`x-limit\`: \`call\`, \`visit\`), and messages of a
  person and in a session beside that (\`message\`). Every such answer says what is left, in \`RateLimit\` and \`RateLimit-Policy\`
  (draft-ietf-httpapi-ratelimit-headers-10) and \`RateLimit-Limit\`, \`-Remaining\`, \`-Reset\`; 429 says when to try again.
- **Streams** are server-sent events; \`Last-Event-ID\` goes on where a reader left off.`;

/** The OpenAPI 3.1 document of every door, made from the schemas that the doors check with. */
export function openApiDocument(): Record<string, unknown> {
  const { name, components } = createNamer(namedSchemas());
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { tag, doors } of doorGroups)
    for (const door of doors)
      paths[door.path] = { ...paths[door.path], [door.method.toLowerCase()]: name(operationOf(door, tag)) };
  return {
    openapi: "3.1.0",
    info: {
      title: "Throughline",
      version: "1",
      summary: "A self-hosted workspace of AI agents.",
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: doorGroups.map(({ tag, description }) => ({ name: tag, description })),
    security: [{ bearer: [] }, { apiKey: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API key: tl_…" },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key", description: "The same key" },
        cookie: { type: "apiKey", in: "cookie", name: "authjs.session-token", description: "A browser's sign-in" },
      },
      parameters: {
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          description: "1 to 255 characters; the same again gets the first answer",
          schema: { type: "string", minLength: 1, maxLength: 255 },
        },
        LastEventId: {
          name: "Last-Event-ID",
          in: "header",
          description: "The id of the last event that arrived; it counts more than `after`",
          schema: { type: "string", pattern: "^\\d{1,15}$" },
        },
      },
      headers: {
        RequestId: { description: "In the answer and in the server's log", schema: { type: "string" } },
      },
      responses: problemResponses,
      schemas: { ...components, Problem: problemSchema },
    },
  };
}
