import { decode, encode } from "next-auth/jwt";
import type { KnownDevice } from "#lib/application/accounts/visitor.ts";
import { LINK_MINUTES } from "#lib/application/sign-ins/link-identity.ts";
import { SECOND_STEP_MINUTES } from "#lib/application/sign-ins/second-step.ts";
import { readCookies } from "#lib/server/authenticate.ts";
import { newId } from "#lib/server/new-id.ts";

/** A cookie to set, with attributes that scripts and other sites cannot get around. */
export interface AccountCookie {
  name: string;
  value: string;
  httpOnly: true;
  sameSite: "lax";
  secure: boolean;
  path: "/";
  /** Seconds; 0 takes the cookie away. */
  maxAge: number;
}

type CookieKind = "device" | "second-step" | "link";

const DEVICE_DAYS = 180;
/** Accounts that one browser is known for. */
const MOST_ACCOUNTS = 5;

/** Behind TLS a name that no neighbouring host can set. */
const nameOf = (kind: CookieKind, secure: boolean): string => `${secure ? "__Host-" : ""}throughline.${kind}`;

/** Whether the browser came over TLS, as the proxy before us says. */
const isSecure = (headers: Headers): boolean => headers.get("x-forwarded-proto")?.split(",", 1)[0]?.trim() === "https";

function cookieOf(headers: Headers, kind: CookieKind): string | undefined {
  return readCookies(headers.get("cookie") ?? "").get(nameOf(kind, isSecure(headers)));
}

function cookieFor(headers: Headers, kind: CookieKind, value: string, maxAge: number): AccountCookie {
  const secure = isSecure(headers);
  return { name: nameOf(kind, secure), value, httpOnly: true, sameSite: "lax", secure, path: "/", maxAge };
}

/** The browser's device cookie, when we have made it. */
export async function knownDeviceOf(headers: Headers, secret: string): Promise<KnownDevice | null> {
  const token = cookieOf(headers, "device");
  const claims = token && (await decode({ token, secret, salt: "throughline.device" }).catch(() => null));
  if (!claims || typeof claims.device !== "string" || !Array.isArray(claims.accounts)) return null;
  return { id: claims.device, accounts: claims.accounts.filter((one): one is string => typeof one === "string") };
}

/** The device cookie after this browser has signed in to an account: its failures are counted apart from strangers'. */
export async function deviceCookie(headers: Headers, secret: string, account: string): Promise<AccountCookie> {
  const known = await knownDeviceOf(headers, secret);
  const accounts = [account, ...(known?.accounts ?? []).filter((one) => one !== account)].slice(0, MOST_ACCOUNTS);
  const maxAge = DEVICE_DAYS * 24 * 60 * 60;
  const token = { device: known?.id ?? newId(), accounts };
  return cookieFor(headers, "device", await encode({ token, secret, salt: "throughline.device", maxAge }), maxAge);
}

/** The token of a half-done sign-in, which the browser keeps while its person looks for the code. */
export const stepTokenOf = (headers: Headers): string | null => cookieOf(headers, "second-step") || null;

/** Keeps that token, or takes it away. */
export const stepCookie = (headers: Headers, token: string | null): AccountCookie =>
  cookieFor(headers, "second-step", token ?? "", token === null ? 0 : SECOND_STEP_MINUTES * 60);

/** The token of a link to an account elsewhere, which the browser keeps while its person is there. */
export const linkTokenOf = (headers: Headers): string | null => cookieOf(headers, "link") || null;

/** Keeps that token, or takes it away. */
export const linkCookie = (headers: Headers, token: string | null): AccountCookie =>
  cookieFor(headers, "link", token ?? "", token === null ? 0 : LINK_MINUTES * 60);
