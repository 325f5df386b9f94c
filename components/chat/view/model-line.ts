import { formatMoney } from "#lib/domain/budget/money.ts";
import type { Message } from "#lib/domain/session/parts.ts";

/** "gpt-5 mini · 1,204 tokens in, 310 out · $0.0041": which model wrote a message, what it read and wrote, and the cost. */
export function modelLine({ model, usage }: Pick<Message, "model" | "usage">): string | null {
  const words: string[] = [];
  if (model) words.push(model.name && model.name !== model.model ? `${model.name} (${model.model})` : model.model);
  if (usage && usage.inputTokens + usage.outputTokens > 0) {
    words.push(
      `${usage.inputTokens.toLocaleString("en-US")} tokens in, ${usage.outputTokens.toLocaleString("en-US")} out`,
    );
  }
  if (usage?.costMicros) words.push(formatMoney(usage.costMicros));
  return words.length > 0 ? words.join(" · ") : null;
}
