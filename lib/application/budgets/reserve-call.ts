import { nextPeriod } from "#lib/domain/budget/budget.ts";
import { type Estimate, estimateCall, estimateTokens, outputFor } from "#lib/domain/budget/estimate.ts";
import type { Pause } from "#lib/domain/budget/pause.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Reservation, Reserved } from "../ports/budgets.ts";
import type { Ports } from "../ports/index.ts";
import type { ModelCall, ModelCandidate } from "../ports/models.ts";
import { subjectNameOf } from "./view.ts";

type Asking = Omit<Reservation, "estimate" | "ownModel">;

interface Reader {
  ports: Pick<Ports, "budgets" | "catalog">;
  now(): string;
}

/**
 * Sets aside what a call may cost, before it is made: the call may then write only so much that it costs no more. What
 * costs nothing, and where no budget is, asks nobody. Or why it has to wait. Error: `turn_fenced`.
 */
export async function reserveCall(
  ctx: Reader,
  asking: Asking,
  { price, own }: Pick<ModelCandidate, "price" | "own">,
  { prompt, maxOutputTokens }: Pick<ModelCall, "prompt" | "maxOutputTokens">,
): Promise<{ maxOutputTokens?: number } | { pause: Pause }> {
  const isFree = !price || (price.input === 0 && price.output === 0);
  if (isFree || !(await ctx.ports.budgets.limit(asking.workspaceId))) return {};
  const inputTokens = estimateTokens(JSON.stringify(prompt));
  const estimate = estimateCall(price, inputTokens, maxOutputTokens);
  if (!estimate) return {};
  const reserved = await ctx.ports.budgets.reserve({ ...asking, ownModel: own, estimate });
  switch (reserved.kind) {
    case "fenced":
      throw new DomainError("turn_fenced", "Another process has taken this work over.");
    case "refused":
      return { pause: pauseFor(ctx, reserved.budget, estimate) };
    case "granted": {
      const most = outputFor(reserved.micros, estimate, price, inputTokens);
      return most === undefined ? {} : { maxOutputTokens: most };
    }
  }
}

function pauseFor(ctx: Reader, budget: Extract<Reserved, { kind: "refused" }>["budget"], { least }: Estimate): Pause {
  const { id: budgetId, scope, period, limitMicros, spentMicros, periodStart } = budget;
  return {
    ...{ budgetId, scope, period, limitMicros, spentMicros, periodStart },
    subjectName: subjectNameOf(ctx, budget),
    neededMicros: least,
    setAside: spentMicros + least <= limitMicros,
    until: nextPeriod(period, periodStart),
    at: ctx.now(),
  };
}
