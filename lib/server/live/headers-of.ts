import type { IncomingMessage } from "node:http";

/** A request's headers as the rest of the server reads them. */
export const headersOf = (request: IncomingMessage): Headers => new Headers(request.headers as Record<string, string>);
