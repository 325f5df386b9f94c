import { createHash } from "node:crypto";
import { decode } from "next-auth/jwt";
import type { Actor } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";

/** Who asks, in which workspace and with which role there. */
export interface Identity {
  actor: Actor;
  workspaceId: string;
  role: WorkspaceRole;
}

export interface Authenticator {
  ports: Pick<Ports, "accounts">;
  /** Signs sign-in cookies. */
  authSecret: string;
}

/** next-auth's cookie, behind TLS and without. */
export const SESSION_COOKIES = ["__Secure-authjs.session-token", "authjs.session-token"] as const;

/**
 * Who stands behind a request's headers: an API key (`Authorization: Bearer tl_…` or `x-api-key`), else the sign-in
 * cookie. A key that is wrong is not made good by a cookie. Works in a route and in plain Node; one indexed query.
 *
 * @returns null when there is no credential, or none that is good now (revoked, expired, person suspended).
 */
export async function authenticate(headers: Headers, { ports, authSecret }: Authenticator): Promise<Identity | null> {
  const key = apiKeyOf(headers);
  const at = new Date().toISOString();
  if (key !== null) {
    const hash = createHash("sha256").update(key).digest("hex");
    const found = await ports.accounts.keyPrincipal(hash, at);
    if (!found) return null;
    const { userId, keyId, scopes, workspaceId, role } = found;
    return { actor: { kind: "apiKey", userId, keyId, scopes }, workspaceId, role };
  }
  const sid = await authSessionIdOf(headers, authSecret);
  const found = sid === null ? null : await ports.accounts.sessionPrincipal(sid, at);
  if (!found) return null;
  const { userId, authSessionId, workspaceId, role } = found;
  return { actor: { kind: "user", userId, authSessionId }, workspaceId, role };
}

/** The auth session that a sign-in cookie names, when the cookie is ours and not expired; it may be revoked. */
export async function authSessionIdOf(headers: Headers, authSecret: string): Promise<string | null> {
  const cookies = readCookies(headers.get("cookie") ?? "");
  const name = SESSION_COOKIES.find((one) => cookies.has(one));
  const token = name && cookies.get(name);
  if (!token) return null;
  const claims = await decode({ token, secret: authSecret, salt: name }).catch(() => null);
  return typeof claims?.sid === "string" ? claims.sid : null;
}

function apiKeyOf(headers: Headers): string | null {
  const [scheme, bearer] = (headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() === "bearer") return bearer ?? "";
  return headers.get("x-api-key");
}

/** Cookies of a `Cookie` header by name. */
export function readCookies(header: string): Map<string, string> {
  const pairs = header.split(";").map((pair) => pair.split("="));
  return new Map(pairs.map(([name = "", ...value]) => [name.trim(), value.join("=").trim()]));
}
