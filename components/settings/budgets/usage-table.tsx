"use client";
import { useId } from "react";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import type { UsageView } from "#lib/application/usage/schema.ts";
import { formatMoney } from "#lib/domain/budget/money.ts";

const number = (value: number): string => value.toLocaleString("en-US");

/** Who or what has used how much, what costs most first. */
export function UsageTable({ title, usage }: { title: string; usage: UsageView }) {
  const id = useId();
  const most = Math.max(...usage.items.map((item) => item.costMicros), 1);
  return (
    <div className="grid gap-2">
      <h3 id={id} className="font-medium text-ui">
        {title}
      </h3>
      <ScrollRegion label={title} className="overflow-x-auto rounded-xl border border-line bg-surface">
        <table aria-labelledby={id} className="w-full text-ui">
          <thead>
            <tr className="border-line border-b text-muted text-xs [&>th]:px-2 sm:[&>th]:px-3.5 [&>th]:py-2 [&>th]:font-medium">
              <th scope="col" className="text-start">
                {title.replace("By ", "").replace(/^./, (first) => first.toUpperCase())}
              </th>
              <th scope="col" className="text-end">
                Cost
              </th>
              <th scope="col" className="text-end">
                Calls
              </th>
              <th scope="col" className="text-end">
                Read
              </th>
              <th scope="col" className="text-end">
                Written
              </th>
            </tr>
          </thead>
          <tbody>
            {usage.items.map((item) => (
              <tr key={item.key} className="[&>*]:px-2 sm:[&>*]:px-3.5 [&>*]:py-2">
                <th scope="row" className="max-w-56 text-start font-normal">
                  <bdi className="block truncate">{item.name}</bdi>
                  <span aria-hidden className="mt-1 block h-1 w-full min-w-16 overflow-hidden rounded-full bg-hover">
                    <span
                      className="block h-full rounded-full bg-(--series-1)"
                      style={{ width: `${(100 * item.costMicros) / most}%` }}
                    />
                  </span>
                </th>
                <td className="whitespace-nowrap text-end tabular-nums">{formatMoney(item.costMicros)}</td>
                <td className="text-end tabular-nums">{number(item.calls)}</td>
                <td className="text-end tabular-nums">{number(item.inputTokens)}</td>
                <td className="text-end tabular-nums">{number(item.outputTokens)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}
