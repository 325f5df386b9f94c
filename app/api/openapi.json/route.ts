import { openApiDocument } from "#lib/server/openapi.ts";

/** The document is the same as long as the code is: it is made when the pages are. */
export const dynamic = "force-static";
export const GET = () => Response.json(openApiDocument());
