"use client";
import { TriangleAlert, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import type { BudgetView } from "#lib/application/budgets/schema.ts";
import { formatMoney } from "#lib/domain/budget/money.ts";
import { budgetName } from "#lib/domain/budget/pause.ts";

const LOOK_EVERY_MS = 60_000;
const HEARD = "budget-notices";

/** Said once for each period, and once more when nothing is left. */
const keyOf = (budget: BudgetView): string => `${budget.id} ${budget.periodStart} ${isUsedUp(budget)}`;
/** Somebody waits for it, or everybody would. */
const isUsedUp = ({ standing, waiting }: BudgetView): boolean => standing === "used-up" || waiting > 0;

const answersWait = (count: number): string => (count === 1 ? "one answer waits" : `${count} answers wait`);

function heard(): string[] {
  try {
    return JSON.parse(localStorage.getItem(HEARD) ?? "[]");
  } catch {
    return [];
  }
}

/** Tells admins, above every page, that a budget is almost or all used up. */
export default function BudgetNotice() {
  const [budgets, setBudgets] = useState<readonly BudgetView[]>([]);
  const [told, setTold] = useState<readonly string[]>([]);
  useEffect(() => {
    setTold(heard());
    const look = async (): Promise<void> => {
      if (document.visibilityState === "hidden") return;
      const answer = await request<{ items: BudgetView[] }>("/api/budgets");
      if (answer.ok) setBudgets(answer.body.items.filter((one) => one.standing !== "fine" || one.waiting > 0));
    };
    void look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  const open = budgets.filter((budget) => !told.includes(keyOf(budget)));
  const shown = open.find(isUsedUp) ?? open[0];
  if (!shown) return null;
  const { spentMicros, limitMicros, waiting } = shown;
  const amounts = `${formatMoney(spentMicros)} of ${formatMoney(limitMicros)}`;
  const usedUp = isUsedUp(shown);
  function dismiss(budget: BudgetView) {
    const next = [...heard(), keyOf(budget)].slice(-50);
    localStorage.setItem(HEARD, JSON.stringify(next));
    setTold(next);
  }
  return (
    <section
      aria-label="Budget notice"
      className={cn(
        "flex items-center gap-2.5 border-b px-4 py-1.5 text-ui",
        usedUp ? "border-danger/25 bg-danger-soft" : "border-warning/30 bg-warning-soft",
      )}
    >
      <TriangleAlert aria-hidden className={cn("size-4 shrink-0", usedUp ? "text-danger" : "text-warning")} />
      <p role="status" className="min-w-0 flex-1">
        {budgetName(shown)} {usedUp ? `has too little left: ${amounts} spent` : `is almost used up: ${amounts} spent`}
        {waiting > 0 ? `, and ${answersWait(waiting)} for it` : ""}.{" "}
        <Link href="/settings/budgets" prefetch={false} className="whitespace-nowrap underline underline-offset-2">
          See budgets
        </Link>
      </p>
      <Button size="icon-sm" variant="ghost" aria-label="Dismiss" onClick={() => dismiss(shown)}>
        <X />
      </Button>
    </section>
  );
}
