"use client";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { budgetTitle } from "#components/settings/budgets/budget-words.ts";
import { ChangeLimit } from "#components/settings/budgets/change-limit.tsx";
import { DeleteBudget } from "#components/settings/budgets/delete-budget.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import type { BudgetView } from "#lib/application/budgets/schema.ts";
import { formatMoney } from "#lib/domain/budget/money.ts";

const FILLS: Record<BudgetView["standing"], string> = {
  fine: "bg-primary",
  warning: "bg-warning",
  "used-up": "bg-danger",
};

/** A budget with how much of it is gone, and what is set aside for answers under way. */
export function BudgetRow({ budget }: { budget: BudgetView }) {
  const [asking, setAsking] = useState<"change" | "delete" | null>(null);
  const { limitMicros, spentMicros, reservedMicros, standing, waiting, periodEnd } = budget;
  const title = budgetTitle(budget);
  return (
    <li className="grid gap-2.5 rounded-xl border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="flex min-w-0 flex-1 basis-48 flex-wrap items-center gap-x-2 gap-y-1 text-ui">
          <bdi className="min-w-0 break-words font-medium">{title}</bdi>
          <Standing standing={standing} share={spentMicros / limitMicros} />
          {waiting > 0 ? (
            <Badge tone="warning">{waiting === 1 ? "one answer waits" : `${waiting} answers wait`}</Badge>
          ) : null}
        </p>
        <span className="flex gap-1">
          <Button size="icon-sm" variant="ghost" aria-label={`Change ${title}`} onClick={() => setAsking("change")}>
            <Pencil />
          </Button>
          <Button size="icon-sm" variant="ghost" aria-label={`Delete ${title}`} onClick={() => setAsking("delete")}>
            <Trash2 />
          </Button>
        </span>
      </div>
      <Bar
        label={`Spent of ${title}`}
        fill={FILLS[standing]}
        spent={shareOf(spentMicros, limitMicros)}
        reserved={shareOf(spentMicros + reservedMicros, limitMicros)}
      />
      <p className="flex flex-wrap justify-between gap-x-4 text-muted text-xs">
        <span>
          <span className="text-foreground">{formatMoney(spentMicros)}</span> of {formatMoney(limitMicros)} spent
          {reservedMicros > 0 ? `, ${formatMoney(reservedMicros)} set aside` : ""}
        </span>
        {periodEnd ? <span>begins anew on {periodEnd.slice(0, 10)} (UTC)</span> : null}
      </p>
      {asking === "change" ? <ChangeLimit budget={budget} onClose={() => setAsking(null)} /> : null}
      {asking === "delete" ? <DeleteBudget budget={budget} onClose={() => setAsking(null)} /> : null}
    </li>
  );
}

const shareOf = (part: number, whole: number): number => (whole > 0 ? Math.min(100, (100 * part) / whole) : 100);

function Standing({ standing, share }: { standing: BudgetView["standing"]; share: number }) {
  if (standing === "used-up") return <Badge tone="danger">used up</Badge>;
  if (standing === "warning") return <Badge tone="warning">{Math.floor(share * 100)} % used</Badge>;
  return null;
}

function Bar({ label, fill, spent, reserved }: { label: string; fill: string; spent: number; reserved: number }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(spent)}
      className="relative h-1.5 overflow-hidden rounded-full bg-hover"
    >
      <div className={cn("absolute inset-y-0 start-0 opacity-35", fill)} style={{ width: `${reserved}%` }} />
      <div className={cn("absolute inset-y-0 start-0 rounded-full", fill)} style={{ width: `${spent}%` }} />
    </div>
  );
}
