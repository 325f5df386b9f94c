"use client";
import { Plus } from "lucide-react";
import { useKeptDialog } from "#components/forms/use-kept.ts";
import { BudgetForm } from "#components/settings/budgets/budget-form.tsx";
import { BudgetRow } from "#components/settings/budgets/budget-row.tsx";
import type { Person } from "#components/settings/budgets/budget-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { BudgetView } from "#lib/application/budgets/schema.ts";

/** What the workspace, its agents and its people may spend, for admins. */
export function BudgetList({ budgets, members }: { budgets: readonly BudgetView[]; members: readonly Person[] }) {
  const [making, setMaking, giveUp] = useKeptDialog("budget");
  return (
    <section aria-labelledby="budgets">
      <div className="mb-5 flex flex-wrap items-end justify-between gap-3">
        <div className="grid min-w-0 flex-1 basis-64 gap-1">
          <h2 id="budgets" className="font-semibold text-base">
            Budgets
          </h2>
          <p className="max-w-prose text-muted text-ui">
            Before a model is asked, what its answer may cost is set aside. Where there is no room, the answer pauses
            and goes on by itself when you raise the budget or its next period begins.
          </p>
        </div>
        <Button variant="primary" onClick={() => setMaking(true)}>
          <Plus /> New budget
        </Button>
      </div>
      {budgets.length > 0 ? (
        <ul className="grid gap-2">
          {budgets.map((budget) => (
            <BudgetRow key={budget.id} budget={budget} />
          ))}
        </ul>
      ) : (
        <div className="grid justify-items-center gap-1.5 rounded-xl border border-line border-dashed px-6 py-9 text-center">
          <p className="text-sm">Nothing limits what is spent here.</p>
          <p className="max-w-md text-muted text-ui">
            Set a budget for the whole workspace, one agent or one person: for each day, for each month, or once and for
            all.
          </p>
        </div>
      )}
      <Dialog open={making} onOpenChange={setMaking} title="New budget">
        <BudgetForm members={members} onDone={() => setMaking(false)} onCancel={giveUp} />
      </Dialog>
    </section>
  );
}
