import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { CircuitView } from "../ports/circuits.ts";

/** Outside services other than models that have failed lately, as this process sees them. */
export async function listCircuits({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: CircuitView[] }> {
  authorize(ctx, "workspace:read", "admin");
  return { items: ctx.ports.circuits.list(ctx.workspaceId) };
}
