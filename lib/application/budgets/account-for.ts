import type { Ports } from "../ports/index.ts";
import type { Changes } from "../ports/store.ts";
import type { CountedCall } from "../ports/usage.ts";

/** What the commit of a piece of work says of the calls that it has made: their rows, and that budgets are to count them. */
export async function accountFor(
  { ports }: { ports: Pick<Ports, "budgets"> },
  { id: sourceId, workspaceId }: { id: string; workspaceId: string },
  modelCalls: CountedCall[],
): Promise<Pick<Changes, "modelCalls" | "charges">> {
  if (modelCalls.length === 0) return {};
  return { modelCalls, ...((await ports.budgets.limit(workspaceId)) && { charges: [{ sourceId }] }) };
}
