import { openApiDocument } from "#lib/server/openapi.ts";

export const GET = () => Response.json(openApiDocument());
