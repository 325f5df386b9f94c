import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * What a page may load and run: our own scripts, marked with a nonce that is new for every request, and nothing of
 * anyone else's. Styles may be inline, because widths and colours are set that way. Development compiles in the page.
 */
export const contentPolicy = (nonce: string, dev: boolean): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Puts the policy on a page's answer (the API's document is one), and on its request too: Next marks its scripts with the nonce it finds there. */
export function applyPagePolicy(request: IncomingMessage, response: ServerResponse, dev: boolean): void {
  delete request.headers["x-nonce"];
  if (/^\/(?:api|_next)\/(?!docs(?:\?|$))/.test(request.url ?? "")) return;
  const nonce = randomBytes(16).toString("base64url");
  const policy = contentPolicy(nonce, dev);
  request.headers["x-nonce"] = nonce;
  request.headers["content-security-policy"] = policy;
  response.setHeader("content-security-policy", policy);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "same-origin");
}
