import { expect, test } from "vitest";
import { receiptsLine, waitingWords } from "#components/chat/view/receipts.ts";
import type { ModelUsed, Receipt } from "#lib/domain/session/parts.ts";

const model = (name: string): ModelUsed => ({ configId: name, provider: "openai", model: name, name });
const [gpt, claude, llama] = [model("GPT"), model("Claude"), model("Llama")];
const at = "2026-11-21T12:00:00.000Z";
const receipt = (who: ModelUsed, next: ModelUsed | null, more: Partial<Receipt> = {}): Receipt => ({
  ...who,
  ...{ iteration: 0, attempt: 1, code: "model_rate_limited", message: "…", status: 429, at },
  next: next && { model: next, at },
  ...more,
});
const line = (writer: ModelUsed | null, receipts: Receipt[], status: "complete" | "stopped" = "complete") =>
  receiptsLine({
    model: writer,
    status,
    parts: [
      { type: "text", text: "Hi" },
      { type: "receipts", receipts },
    ],
  });

test("a message says why another model wrote it", () => {
  const twice = [receipt(gpt, gpt), receipt(gpt, claude, { attempt: 2 })];
  expect(line(claude, twice)).toBe("Written by Claude because GPT was busy (429, twice).");
  const silent = receipt(claude, llama, { code: "model_timeout", status: undefined as never });
  expect(line(llama, [...twice, silent])).toBe(
    "Written by Llama because GPT was busy (429, twice) and Claude did not answer in time.",
  );
});

test("what a model was known to fail with counts more than that it was then left alone", () => {
  const open = { code: "model_circuit_open", status: undefined as never } as const;
  expect(line(claude, [receipt(gpt, claude, open)])).toBe("Written by Claude because GPT had failed too often.");
  expect(line(claude, [receipt(gpt, gpt), receipt(gpt, claude, open)])).toBe(
    "Written by Claude because GPT was busy (429).",
  );
});

test("a model that came back, or that read less, is said so as well", () => {
  expect(line(gpt, [receipt(gpt, gpt), receipt(gpt, gpt), receipt(gpt, gpt)])).toBe(
    "GPT was busy (429, 3 times), then answered.",
  );
  const shortened = receipt(gpt, gpt, { code: "model_context_exceeded", status: 400 });
  if (shortened.next) shortened.next.share = 0.5;
  expect(line(gpt, [shortened])).toBe(
    "GPT could not read all of this conversation (400), so its oldest messages were left out.",
  );
  expect(line(gpt, [receipt(claude, gpt, { code: "model_empty", status: 200 }), shortened])).toBe(
    "Written by GPT, without the oldest messages, because Claude answered nothing.",
  );
});

test("an answer that was stopped or failed names all who failed", () => {
  expect(line(claude, [receipt(gpt, claude), receipt(claude, claude)], "stopped")).toBe(
    "GPT was busy (429) and Claude was busy (429).",
  );
});

test("what is waited for counts down, or names who is asked instead", () => {
  expect(waitingWords(receipt(gpt, gpt), 3_200)).toBe("GPT was busy: trying again in 4 s");
  expect(waitingWords(receipt(gpt, gpt), 0)).toBe("GPT was busy: trying again");
  expect(waitingWords(receipt(gpt, claude), 0)).toBe("GPT was busy: asking Claude");
});
