import type { Message } from "#lib/domain/session/parts.ts";

/** "gpt-5 mini · 1,204 in, 310 out": which model wrote a message, and how much it read and wrote. */
export function modelLine({ model, usage }: Pick<Message, "model" | "usage">): string | null {
  const words: string[] = [];
  if (model) words.push(model.name && model.name !== model.model ? `${model.name} (${model.model})` : model.model);
  if (usage && usage.inputTokens + usage.outputTokens > 0) {
    words.push(
      `${usage.inputTokens.toLocaleString("en-US")} tokens in, ${usage.outputTokens.toLocaleString("en-US")} out`,
    );
  }
  return words.length > 0 ? words.join(" · ") : null;
}
