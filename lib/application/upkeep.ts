import { pruneAudit } from "./audit/prune-audit.ts";
import type { Context } from "./context.ts";
import { eraseDue } from "./deletion/erase-due.ts";

/** What the server does by itself, in nobody's name. */
export async function upkeep({ ctx }: { ctx: Pick<Context, "now" | "newId" | "ports"> }): Promise<void> {
  await pruneAudit({ ctx });
  await eraseDue({ ctx });
}
