import type { IncomingMessage, ServerResponse } from "node:http";
import { capBody } from "#lib/server/cap-body.ts";
import type { Container } from "#lib/server/container.ts";
import { serveFile } from "#lib/server/files/file-server.ts";

/** Answers what streams past Next; true when the request was taken. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export function createRawHandler(_container: Container): RawHandler {
  return (request, response) => {
    if (serveFile(request, response)) return true;
    capBody(request);
    return false;
  };
}
