import type { Ports } from "../ports/index.ts";

/** True until the first user exists. */
export async function needsSetup({ ctx }: { ctx: { ports: Pick<Ports, "accounts"> } }): Promise<boolean> {
  return !(await ctx.ports.accounts.hasUsers());
}
