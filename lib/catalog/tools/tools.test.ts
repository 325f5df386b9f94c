import { describe, expect, test } from "vitest";
import type { ToolCall, ToolOffer } from "#lib/application/tools/tool.ts";
import type { Json } from "#lib/domain/json.ts";
import { refusalOf } from "#lib/testing/openai-rules.ts";
import { agentDefinitions } from "../index.ts";
import { askChoice, askConfirm, askFile, askForm } from "./ask.ts";
import { tools } from "./index.ts";

const file = (n: number): ToolOffer["files"][number] => ({
  ...{ fileId: `8b1e3f9e-6a0c-4a53-9a0a-${String(n).padStart(12, "0")}`, name: `${"long ".repeat(40)}${n}.csv` },
  ...{ sessionId: "s", ownerId: "o", mediaType: "text/csv", fileType: "csv", size: 3, sha256: "", createdAt: "" },
});

/** What an agent is offered in a session in which everything is there. */
const offers = agentDefinitions.map(
  (definition): ToolOffer => ({
    definition,
    targets: agentDefinitions.filter(({ slug }) => slug !== definition.slug),
    files: Array.from({ length: 30 }, (_, n) => file(n)),
    stateKeys: ["content_analysis"],
  }),
);
const [offer] = offers as [ToolOffer];

test.each(offers.map((one) => [one.definition.slug, one] as const))(
  "OpenAI takes the tools of %s as they are described, however many files and agents there are",
  (_slug, one) => {
    const offered = tools
      .filter((tool) => one.definition.tools.includes(tool.name) && tool.available(one))
      .map((tool) => {
        const { description, inputSchema } = tool.describe(one);
        return { type: "function", function: { name: tool.name, description, parameters: inputSchema } };
      });
    const body = { messages: [{ role: "user", content: "Hi" }], ...(offered.length > 0 && { tools: offered }) };
    expect(refusalOf("/chat/completions", body)).toBeNull();
  },
);

describe("a question that a model asks", () => {
  const call = { ...offer, answer: null } as ToolCall;
  const prompt = "Which one?";
  const options = [{ value: "a" }, { value: "b" }];
  const field = { name: "name", label: "Name", type: "text" };
  const choice = { name: "city", label: "City", type: "choice", options: ["Bern", "Graz"] };

  test("may have null for what it leaves out, and options where they say nothing", async () => {
    const left = { prompt, expiresInSeconds: null };
    const plain = await askChoice.run({ prompt, options }, call);
    const withNulls = options.map((one) => ({ ...one, label: null, description: null }));
    expect(await askChoice.run({ ...left, options: withNulls, allowOther: null }, call)).toEqual(plain);
    expect(
      await askForm.run({ ...left, fields: [{ ...field, help: null, options: [], min: null }, choice] }, call),
    ).toEqual(await askForm.run({ prompt, fields: [field, choice] }, call));
    expect(await askConfirm.run(left, call)).toMatchObject({ ask: { kind: "confirm", prompt } });
  });

  test.each<[string, typeof askForm, Json, RegExp]>([
    ["no JSON at all", askChoice, '{"prompt": "Which', /ask_choice was no valid JSON/],
    [
      "options of one kind of value only",
      askChoice,
      { prompt, options: ["a", "b"] },
      /expected object.*\n.*options\[0\]/,
    ],
    ["one option", askChoice, { prompt, options: [{ value: "a" }] }, /→ at options/],
    ["a value twice", askChoice, { prompt, options: [...options, { value: "a" }] }, /The values must differ/],
    ["no prompt", askConfirm, {}, /→ at prompt/],
    ["an unknown key", askConfirm, { prompt, question: "?" }, /"question"/],
    [
      "a choice without options",
      askForm,
      { prompt, fields: [{ ...choice, options: null }] },
      /two options.*\n.*fields\[0\].options/,
    ],
    ["an option twice", askForm, { prompt, fields: [{ ...choice, options: ["a", "a"] }] }, /options must differ/],
    ["a field twice", askForm, { prompt, fields: [field, field] }, /names must differ/],
    ["a name with a space", askForm, { prompt, fields: [{ ...field, name: "for whom" }] }, /letters, digits and _/],
    [
      "limits that nothing keeps",
      askForm,
      { prompt, fields: [{ ...field, type: "number", min: 5, max: 1 }] },
      /less than min/,
    ],
    ["a type of file that the agent does not take", askFile, { prompt, fileTypes: ["png"] }, /fileTypes\[0\]/],
  ])("is refused with what is wrong, for it to ask again: %s", async (_what, tool, input, wrong) => {
    await expect((async () => tool.run(input, call))()).rejects.toMatchObject({
      code: "tool_input_invalid",
      message: expect.stringMatching(wrong),
    });
  });
});
