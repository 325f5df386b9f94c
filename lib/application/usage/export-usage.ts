import { csvRow } from "#lib/domain/csv.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Download } from "../download.ts";
import type { UsageRow } from "../ports/usage.ts";
import { named, visibleTo } from "./get-usage.ts";

const HEADINGS = [
  ...["Day (UTC)", "Agent", "Provider", "Model", "Person", "Calls", "Input tokens", "Of these from cache"],
  ...["Output tokens", "Of these reasoning", "Cost (USD)", "Of this for own models", "Calls without a price"],
];

const dollars = (micros: number): string => (micros / 1_000_000).toFixed(6);

/** Usage by day, agent, model and person as CSV: an admin gets everyone's, others their own. */
export async function exportUsage({ ctx, input }: Call<{ from: string; to: string }>): Promise<Download> {
  authorize(ctx, "usage:read");
  const { from, to } = input;
  const { userId } = visibleTo(ctx);
  const by = ["day", "agent", "model", "person"] as const;
  const rows = await ctx.ports.usage.sum(ctx.workspaceId, { from, to, userId, by });
  const line = (row: UsageRow): string => {
    const model = row.keys.model ?? "";
    const provider = model.slice(0, model.indexOf("/"));
    return csvRow([
      ...[row.keys.day ?? "", named(ctx, row, "agent").name, provider, named(ctx, row, "model").name],
      ...[named(ctx, row, "person").name, row.calls, row.inputTokens, row.cachedTokens, row.outputTokens],
      ...[row.reasoningTokens, dollars(row.costMicros), dollars(row.ownCostMicros), row.unpricedCalls],
    ]);
  };
  async function* content(): AsyncGenerator<string> {
    yield csvRow(HEADINGS);
    for (const row of rows) yield line(row);
  }
  return { name: `usage-${from}-${to}.csv`, mediaType: "text/csv; charset=utf-8", content: content() };
}
