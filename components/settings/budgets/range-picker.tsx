"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { presets, type Range } from "#components/settings/budgets/range.ts";
import { cn } from "#components/ui/cn.ts";
import { Input } from "#components/ui/field.tsx";

const address = ({ from, to }: Range): string => `/settings/budgets?from=${from}&to=${to}`;

/** Which days are shown; they stand in the address, so that a refresh and a link show the same. */
export function RangePicker({ range, today }: { range: Range; today: string }) {
  const router = useRouter();
  const change = (changed: Partial<Range>): void => {
    const next = { ...range, ...changed };
    if (!next.from || !next.to) return;
    const ordered = next.from <= next.to ? next : { from: next.to, to: next.from };
    router.replace(address(ordered), { scroll: false });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <nav aria-label="Days" className="flex flex-wrap gap-1">
        {presets(today).map((one) => {
          const current = one.from === range.from && one.to === range.to;
          return (
            <Link
              key={one.name}
              href={address(one)}
              scroll={false}
              prefetch={false}
              aria-current={current ? "true" : undefined}
              className={cn(
                "rounded-lg px-2.5 py-1 text-ui",
                current ? "bg-hover font-medium" : "text-muted hover:bg-hover hover:text-foreground",
              )}
            >
              {one.name}
            </Link>
          );
        })}
      </nav>
      <div className="flex items-center gap-1.5 text-muted text-ui">
        <Input
          type="date"
          aria-label="From"
          className="w-36"
          value={range.from}
          max={range.to}
          onChange={(event) => change({ from: event.target.value })}
        />
        <span aria-hidden>–</span>
        <Input
          type="date"
          aria-label="To"
          className="w-36"
          value={range.to}
          min={range.from}
          max={today}
          onChange={(event) => change({ to: event.target.value })}
        />
      </div>
    </div>
  );
}
