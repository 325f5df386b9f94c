"use client";
import { Suspense, useId } from "react";
import { chartTable } from "#components/artifacts/chart-table.ts";
import { DataTable } from "#components/artifacts/data-table.tsx";
import { Skeleton } from "#components/ui/card.tsx";
import { useHydrated } from "#components/ui/hydrated.ts";
import { whenNeeded } from "#components/ui/when-needed.ts";
import type { ChartSpec } from "#lib/domain/session/artifacts.ts";

const Plot = whenNeeded(() => import("#components/artifacts/plot.tsx"), { ahead: false });

/** A chart with its description, and the same figures as a table for who does not see it. */
export function Chart({ chart }: { chart: ChartSpec }) {
  const id = useId();
  const hydrated = useHydrated();
  return (
    <figure className="rounded-xl border border-line bg-surface" aria-labelledby={id}>
      <figcaption className="grid gap-0.5 px-3.5 pt-3">
        <span id={id} className="font-medium text-ui" dir="auto">
          {chart.title}
        </span>
        <span className="text-muted text-xs" dir="auto">
          {chart.description}
        </span>
      </figcaption>
      <div className="h-64 px-1 pt-3 pb-1" aria-hidden>
        {hydrated ? (
          <Suspense fallback={<Skeleton className="mx-2.5 h-full" />}>
            <Plot chart={chart} />
          </Suspense>
        ) : (
          <Skeleton className="mx-2.5 h-full" />
        )}
      </div>
      <details className="border-line border-t">
        <summary className="list-none px-3.5 py-1.5 text-muted text-xs hover:text-foreground focus-visible:-outline-offset-2">
          Show the figures
        </summary>
        <div className="p-2 pt-0">
          <DataTable table={chartTable(chart)} />
        </div>
      </details>
    </figure>
  );
}
