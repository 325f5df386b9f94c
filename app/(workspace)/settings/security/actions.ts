"use server";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { IdentityStart } from "#components/account/identity-button.tsx";
import { beginLink } from "#lib/application/sign-ins/link-identity.ts";
import { passwordInput } from "#lib/application/sign-ins/schema.ts";
import { linkCookie } from "#lib/server/account-cookies.ts";
import { answerAction } from "#lib/server/answer-action.ts";
import { startWithIdentity } from "../../../../auth.ts";

/** Begins to link an account of the OpenID Connect provider. */
export async function startLinkAction(given: { password: string }): Promise<IdentityStart> {
  return answerAction("page /settings/security", async ({ member }) => {
    const input = passwordInput.parse({ password: String(given.password).slice(0, 256) });
    const { token } = await beginLink({ ctx: member ?? redirect("/sign-in"), input });
    const start = await startWithIdentity("/settings/security");
    if ("problem" in start) return start;
    const { name, value, ...options } = linkCookie(new Headers(await headers()), token);
    (await cookies()).set(name, value, options);
    return start;
  });
}
