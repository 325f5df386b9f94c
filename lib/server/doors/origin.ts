import { DomainError } from "#lib/domain/errors.ts";

/**
 * Refuses a mutation that another website makes a browser send. Browsers say where a request comes from; a client
 * that says nothing is no browser (the rule of Go's http.CrossOriginProtection).
 *
 * @throws `foreign_origin`
 */
export function checkOrigin(headers: Headers): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (site === "same-origin") return;
  if (site !== null && site !== "none") throw foreign();
  if (origin !== null && hostOf(origin) !== headers.get("host")) throw foreign();
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

const foreign = () =>
  new DomainError("foreign_origin", "This request comes from another website. Do it from Throughline's own pages.");
