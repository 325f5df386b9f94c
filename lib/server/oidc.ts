import { withoutSecret } from "#lib/adapters/outbound/without-secret.ts";
import { throughCircuit } from "#lib/application/circuits/through-circuit.ts";
import type { ServiceCircuit } from "#lib/application/ports/circuits.ts";
import type { OidcProvider } from "#lib/server/container.ts";
import type { Env } from "#lib/server/env.ts";

const PATIENCE_MS = 10_000;

/** The operator's own choice, which may be inside: it is not for the guard of outbound requests to refuse. */
const patient: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });

/** The OpenID Connect provider of this installation; null where there is none. */
export function oidcOf(
  { OIDC_ISSUER: issuer, OIDC_NAME: name, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, ...env }: Env,
  circuit: ServiceCircuit,
): OidcProvider | null {
  if (!issuer || !clientId || !clientSecret) return null;
  const send = throughCircuit(withoutSecret(patient, clientSecret), circuit);
  return { issuer, clientId, clientSecret, name, trustsEmail: env.OIDC_TRUSTS_EMAIL, send };
}
