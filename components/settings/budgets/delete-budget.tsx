"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { budgetTitle } from "#components/settings/budgets/budget-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { BudgetView } from "#lib/application/budgets/schema.ts";

/** Asks once, and says what it will do. */
export function DeleteBudget({ budget, onClose }: { budget: BudgetView; onClose(): void }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  async function remove() {
    setBusy(true);
    const answer = await request(`/api/budgets/${budget.id}`, { method: "DELETE" });
    setBusy(false);
    onClose();
    if (!answer.ok) return toast(answer.problem.detail, "error");
    void toast("The budget limits nothing any more.");
    router.refresh();
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Delete this budget?"
      description={`${budgetTitle(budget)}: answers that wait for it go on at once, and nothing but other budgets limits what is spent. What was spent stays counted.`}
    >
      <div className="flex justify-end gap-2 p-5">
        <Button onClick={onClose}>Keep</Button>
        <Button variant="danger" disabled={busy} onClick={() => void remove()}>
          Delete
        </Button>
      </div>
    </Dialog>
  );
}
