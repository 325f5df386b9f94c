"use client";
import { Download } from "lucide-react";
import { useState } from "react";
import { Chart } from "#components/artifacts/chart.tsx";
import type { Range } from "#components/settings/budgets/range.ts";
import { RangePicker } from "#components/settings/budgets/range-picker.tsx";
import { calls, type Measure, usageChart } from "#components/settings/budgets/usage-chart.ts";
import { UsageTable } from "#components/settings/budgets/usage-table.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import type { UsageView } from "#lib/application/usage/schema.ts";
import { formatMoney } from "#lib/domain/budget/money.ts";

export interface UsageViews {
  byDay: UsageView;
  byAgent: UsageView;
  byModel: UsageView;
  /** Null for who sees only their own. */
  byPerson: UsageView | null;
}

interface UsagePanelProps {
  range: Range;
  today: string;
  usage: UsageViews;
}

const MEASURES: { measure: Measure; name: string }[] = [
  { measure: "cost", name: "Cost" },
  { measure: "tokens", name: "Tokens" },
];

/** What models have used and cost: counts and sums, never a text. */
export function UsagePanel({ range, today, usage }: UsagePanelProps) {
  const [measure, setMeasure] = useState<Measure>("cost");
  const { byDay, byAgent, byModel, byPerson } = usage;
  const { total } = byDay;
  return (
    <section aria-labelledby="usage" className="grid gap-5">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="grid min-w-0 flex-1 basis-64 gap-1">
          <h2 id="usage" className="font-semibold text-base">
            Usage
          </h2>
          <p className="max-w-prose text-muted text-ui">
            {byDay.of === "workspace"
              ? "What everybody's agents have used in this workspace: counts and cost, never what was said."
              : "What your agents have used in this workspace."}
          </p>
        </div>
        <a
          href={`/api/usage/export?from=${range.from}&to=${range.to}`}
          download
          className={cn(buttonClass({ variant: "outline" }))}
        >
          <Download aria-hidden /> Download CSV
        </a>
      </div>
      <RangePicker range={range} today={today} />
      {total.calls === 0 ? (
        <div className="grid justify-items-center gap-1.5 rounded-xl border border-line border-dashed px-6 py-9 text-center">
          <p className="text-sm">No model was asked in these days.</p>
          <p className="max-w-md text-muted text-ui">
            As soon as an agent answers, its tokens and their cost are counted here.
          </p>
        </div>
      ) : (
        <>
          <dl className="grid grid-cols-2 gap-2 sm:grid-cols-4">
            <Figure name="Cost" value={formatMoney(total.costMicros)} />
            <Figure name="Calls" value={total.calls.toLocaleString("en-US")} />
            <Figure name="Tokens read" value={total.inputTokens.toLocaleString("en-US")} />
            <Figure name="Tokens written" value={total.outputTokens.toLocaleString("en-US")} />
          </dl>
          {total.unpricedCalls > 0 ? (
            <p className="rounded-xl border border-warning/30 bg-warning-soft px-3.5 py-2.5 text-ui">
              {calls(total.unpricedCalls)} went to models without a price, and count as nothing. An admin can enter
              prices in the settings of the models.
            </p>
          ) : null}
          {total.ownCostMicros > 0 ? (
            <p className="text-muted text-ui">
              {formatMoney(total.ownCostMicros)} of the cost is for models that people have connected for themselves.
              Budgets of the workspace and of agents do not count it.
            </p>
          ) : null}
          <div>
            <fieldset className="mb-2 flex w-fit gap-1 rounded-lg bg-sunken p-1">
              <legend className="sr-only">What the chart shows</legend>
              {MEASURES.map((one) => (
                <button
                  key={one.measure}
                  type="button"
                  aria-pressed={measure === one.measure}
                  onClick={() => setMeasure(one.measure)}
                  className={cn(
                    "rounded-md px-3 py-1 text-ui",
                    measure === one.measure ? "bg-surface font-medium shadow-sm" : "text-muted hover:text-foreground",
                  )}
                >
                  {one.name}
                </button>
              ))}
            </fieldset>
            <Chart chart={usageChart(byDay, measure)} />
          </div>
          <UsageTable title="By agent" usage={byAgent} />
          <UsageTable title="By model" usage={byModel} />
          {byPerson ? <UsageTable title="By person" usage={byPerson} /> : null}
        </>
      )}
    </section>
  );
}

const Figure = ({ name, value }: { name: string; value: string }) => (
  <div className="rounded-xl border border-line bg-surface px-3.5 py-2.5">
    <dt className="text-muted text-xs">{name}</dt>
    <dd className="font-semibold text-base tabular-nums">{value}</dd>
  </div>
);
