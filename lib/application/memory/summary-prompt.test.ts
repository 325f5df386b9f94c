import { expect, test } from "vitest";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";
import type { MemoryTask } from "../ports/memories.ts";
import { summaryPrompt } from "./summary-prompt.ts";

const said = (role: Message["role"], ...parts: MessagePart[]) => ({ role, parts, status: "complete" }) as Message;
const text = (words: string): MessagePart => ({ type: "text", text: words });
const call = (tool: string, input: object, output: object): MessagePart =>
  ({ type: "tool-call", toolCallId: tool, tool, input, output, state: "done" }) as MessagePart;

function transcriptOf(...history: Message[]): { role: string; text: string }[] {
  const words = JSON.stringify(summaryPrompt({ history, runs: [] } as unknown as MemoryTask)[1]?.content);
  return JSON.parse(/<transcript>(.*)<\/transcript>/.exec(JSON.parse(words)[0].text)?.[1] ?? "[]");
}

test("a structured session, which is one long answer, is read to its end, with what the person answered on the way", () => {
  const steps = Array.from({ length: 4 }, (_, n) => [
    text(`Step ${n}. ${"Words of explanation. ".repeat(120)}`),
    call("ask_choice", { prompt: `Which one is right in step ${n}?` }, { response: `answer ${n}` }),
  ]);
  const transcript = transcriptOf(
    said("user", text("Teach me")),
    said(
      "assistant",
      ...steps.flat(),
      call("calculate", { expression: "1 + 1" }, { result: 2 }),
      call("ask_form", { prompt: "How sure are you?" }, { response: { sure: 4 } }),
      call("ask_confirm", { prompt: "Once more?" }, { expired: true }),
      text("You had 3 of 4 right."),
    ),
  );
  expect(transcript[0]).toEqual({ role: "user", text: "Teach me" });
  expect(transcript.filter(({ role }) => role === "user").map((one) => one.text)).toEqual([
    ...["Teach me", "answer 0", "answer 1", "answer 2", "answer 3", '{"sure":4}'],
  ]);
  expect(transcript.slice(-3)).toEqual([
    { role: "assistant", text: "How sure are you?" },
    { role: "user", text: '{"sure":4}' },
    { role: "assistant", text: "You had 3 of 4 right." },
  ]);
});
