import type { Ports } from "../ports/index.ts";

/** Whether anybody may ask for a link on the sign-up page: some workspace is open to a domain, and mail proves addresses. */
export async function signUpIsOpen({ ctx }: { ctx: { ports: Pick<Ports, "mail" | "workspaces"> } }): Promise<boolean> {
  return ctx.ports.mail.enabled && (await ctx.ports.workspaces.anyOpen());
}
