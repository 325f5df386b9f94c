"use client";
import { BudgetList } from "#components/settings/budgets/budget-list.tsx";
import type { Person } from "#components/settings/budgets/budget-words.ts";
import type { Range } from "#components/settings/budgets/range.ts";
import { UsagePanel, type UsageViews } from "#components/settings/budgets/usage-panel.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import type { BudgetView } from "#lib/application/budgets/schema.ts";

interface BudgetsScreenProps {
  range: Range;
  today: string;
  usage: UsageViews;
  /** Null for who may not see them. */
  budgets: readonly BudgetView[] | null;
  members: readonly Person[];
}

export function BudgetsScreen({ range, today, usage, budgets, members }: BudgetsScreenProps) {
  return (
    <SettingsFrame>
      <div className="grid gap-10">
        {budgets ? <BudgetList budgets={budgets} members={members} /> : null}
        <UsagePanel range={range} today={today} usage={usage} />
      </div>
    </SettingsFrame>
  );
}
