"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { request } from "#components/api/request.ts";
import { budgetTitle } from "#components/settings/budgets/budget-words.ts";
import { MoneyField } from "#components/settings/budgets/money-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { BudgetView } from "#lib/application/budgets/schema.ts";
import { formatMoney, parseMoney } from "#lib/domain/budget/money.ts";

/** Raises or lowers a budget; paused answers go on at once when there is room. */
export function ChangeLimit({ budget, onClose }: { budget: BudgetView; onClose(): void }) {
  const router = useRouter();
  const [text, setText] = useState(String(budget.limitMicros / 1_000_000));
  const [busy, setBusy] = useState(false);
  const limitMicros = parseMoney(text);
  async function save(event: FormEvent) {
    event.preventDefault();
    if (limitMicros === null) return;
    setBusy(true);
    const answer = await request<BudgetView>(`/api/budgets/${budget.id}`, { method: "PATCH", body: { limitMicros } });
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    onClose();
    void toast(`The budget is ${formatMoney(answer.body.limitMicros)} now.`);
    router.refresh();
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={budgetTitle(budget)}
      description={`${formatMoney(budget.spentMicros)} is spent. Answers that wait for this budget go on as soon as it has room.`}
    >
      <form onSubmit={save} className="grid gap-4 p-5">
        <MoneyField text={text} onChange={setText} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy || limitMicros === null}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
