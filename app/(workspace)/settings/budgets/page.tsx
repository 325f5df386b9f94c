import type { Metadata } from "next";
import { BudgetsScreen } from "#components/settings/budgets/budgets-screen.tsx";
import { rangeOf } from "#components/settings/budgets/range.ts";
import { isAdmin } from "#lib/application/authorize.ts";
import { listBudgets } from "#lib/application/budgets/list-budgets.ts";
import { listMembers } from "#lib/application/members/list-members.ts";
import { getUsage } from "#lib/application/usage/get-usage.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Budgets and usage" };

export default async function BudgetsPage({ searchParams }: { searchParams: Promise<{ from?: string; to?: string }> }) {
  const [ctx, asked] = await Promise.all([requireContext(), searchParams]);
  const range = rangeOf(asked, ctx.now().slice(0, 10));
  const administers = isAdmin(ctx);
  const [byDay, byAgent, byModel, byPerson, budgets, members] = await Promise.all([
    getUsage({ ctx, input: { ...range, by: "day", split: "model" } }),
    getUsage({ ctx, input: { ...range, by: "agent" } }),
    getUsage({ ctx, input: { ...range, by: "model" } }),
    administers ? getUsage({ ctx, input: { ...range, by: "person" } }) : null,
    administers ? listBudgets({ ctx, input: {} }) : null,
    administers ? listMembers({ ctx, input: { status: "active", limit: 100 } }) : null,
  ]);
  return (
    <BudgetsScreen
      range={range}
      today={ctx.now().slice(0, 10)}
      usage={{ byDay, byAgent, byModel, byPerson }}
      budgets={budgets?.items ?? null}
      members={members?.items.map(({ userId, name }) => ({ userId, name })) ?? []}
    />
  );
}
