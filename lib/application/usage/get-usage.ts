import { authorize, isAdmin } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { UsageFigures, UsageKey, UsageRow } from "../ports/usage.ts";
import type { UsageInput, UsageItem, UsageView } from "./schema.ts";

export const NOTHING: UsageFigures = {
  ...{ calls: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0, costMicros: 0 },
  ...{ ownCostMicros: 0, unpricedCalls: 0 },
};

/** Whose usage the caller may see: an admin everyone's, others their own. */
export const visibleTo = (ctx: Context): { of: UsageView["of"]; userId: string | null } =>
  isAdmin(ctx) ? { of: "workspace", userId: null } : { of: "caller", userId: ctx.actor.userId };

/** What models have used and cost in some days: counts and sums, never a word of what was said. */
export async function getUsage({ ctx, input }: Call<UsageInput>): Promise<UsageView> {
  authorize(ctx, "usage:read");
  const { from, to, by, split } = input;
  const { of, userId } = visibleTo(ctx);
  const rows = await ctx.ports.usage.sum(ctx.workspaceId, { from, to, userId, by: split ? [by, split] : [by] });
  const items = rows.map(
    (row): UsageItem => ({
      ...named(ctx, row, by),
      ...(split && { split: named(ctx, row, split) }),
      ...figuresOf(row),
    }),
  );
  items.sort(
    by === "day" ? (a, b) => (a.key < b.key ? -1 : 1) : (a, b) => b.costMicros - a.costMicros || b.calls - a.calls,
  );
  return { from, to, of, items, total: rows.reduce(add, NOTHING) };
}

/** How a group is called. */
export function named(
  { ports }: Pick<Context, "ports">,
  { keys, personName }: UsageRow,
  by: UsageKey,
): { key: string; name: string } {
  const key = keys[by] ?? "";
  switch (by) {
    case "agent":
      return { key, name: ports.catalog.findAgent(key)?.name ?? key };
    case "person":
      return { key, name: personName ?? "A former member" };
    case "model":
      return { key, name: key.slice(key.indexOf("/") + 1) };
    default:
      return { key, name: key };
  }
}

function figuresOf({ keys: _keys, personName: _name, ...figures }: UsageRow): UsageFigures {
  return figures;
}

const FIGURES = Object.keys(NOTHING) as (keyof UsageFigures)[];

function add(sum: UsageFigures, row: UsageFigures): UsageFigures {
  return Object.fromEntries(FIGURES.map((key) => [key, sum[key] + row[key]])) as unknown as UsageFigures;
}
