"use server";
import { cookies, headers } from "next/headers";
import type { LinkStart } from "#components/settings/security/link-identity.tsx";
import { beginLink } from "#lib/application/sign-ins/link-identity.ts";
import { passwordInput } from "#lib/application/sign-ins/schema.ts";
import { linkCookie } from "#lib/server/account-cookies.ts";
import { requireContext } from "#lib/server/request-context.ts";
import { startWithIdentity } from "../../../../auth.ts";

/** Begins to link an account of the OpenID Connect provider. */
export async function startLinkAction(given: { password: string }): Promise<LinkStart> {
  const ctx = { ...(await requireContext()), door: "page /settings/security" };
  const input = passwordInput.parse({ password: String(given.password).slice(0, 256) });
  const begun = await beginLink({ ctx, input }).catch((error: Error & { code?: string }) => {
    if (!error.code) throw error;
    return { problem: error.message };
  });
  if ("problem" in begun) return begun;
  const address = await startWithIdentity("/settings/security").catch(() => null);
  if (address === null) return { problem: "The provider cannot be reached now. Try again in a moment." };
  const { name, value, ...options } = linkCookie(new Headers(await headers()), begun.token);
  (await cookies()).set(name, value, options);
  return { address };
}
