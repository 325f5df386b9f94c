import { describe, expect, test } from "vitest";
import { answerLines, legendOf, legendOfCall } from "#components/chat/questions/answer-words.ts";
import {
  choiceOf,
  choiceResponse,
  isShort,
  NOTHING_CHOSEN,
  toggled,
  withOther,
} from "#components/chat/questions/choice-model.ts";
import { deadlineOf } from "#components/chat/questions/deadline.ts";
import { formOf, formResponse, problemOf, problemsOf } from "#components/chat/questions/form-model.ts";
import { askChoice, askForm } from "#lib/catalog/tools/ask.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";

/** The schema of the very tool that asks. */
async function schemaOf(tool: typeof askForm | typeof askChoice, input: object): Promise<JsonObject> {
  const asked = await tool.run(input as Json, { answer: null } as never);
  if (!("ask" in asked)) throw new Error("It asks.");
  return asked.ask.schema;
}

const OPTIONS: JsonObject[] = [{ value: "a", label: "Apples", description: "Red ones" }, { value: "b" }];
const FIELDS: JsonObject[] = [
  { name: "name", label: "Your name", type: "text", help: "As on the invoice" },
  { name: "about", label: "About", type: "long_text", required: false },
  { name: "price", label: "Price", type: "number", min: 0.5 },
  { name: "amount", label: "Amount", type: "integer", min: 0, max: 100, required: false },
  { name: "gift", label: "Gift", type: "yes_no" },
  { name: "day", label: "Day", type: "date" },
  { name: "mail", label: "E-mail", type: "email", required: false },
  { name: "size", label: "Size", type: "choice", options: ["S", "M"] },
];

describe("a choice", () => {
  test("is read from the schema of the tool that asks", async () => {
    const one = choiceOf(await schemaOf(askChoice, { prompt: "?", options: OPTIONS }));
    expect(one).toEqual({
      options: [
        { value: "a", title: "Apples", description: "Red ones" },
        { value: "b", title: "b", description: null },
      ],
      multiple: false,
      ownWords: false,
    });
    const many = await schemaOf(askChoice, {
      prompt: "?",
      options: OPTIONS,
      multiple: true,
      allowOther: true,
    });
    expect(choiceOf(many)).toMatchObject({ options: one.options, multiple: true, ownWords: true });
  });

  test("of few short options is answered by one press, any other is not", () => {
    const option = (title: string, description: string | null = null) => ({ value: title, title, description });
    const choice = { options: [option("Yes"), option("No")], multiple: false, ownWords: false };
    expect(isShort(choice)).toBe(true);
    expect(isShort({ ...choice, multiple: true })).toBe(false);
    expect(isShort({ ...choice, ownWords: true })).toBe(false);
    expect(isShort({ ...choice, options: [option("Yes", "Sure"), option("No")] })).toBe(false);
    expect(isShort({ ...choice, options: [option("An option that takes some reading"), option("No")] })).toBe(false);
  });

  test("holds one value, or several in the order of the options, with own words last", () => {
    const options = ["a", "b", "c"].map((value) => ({ value, title: value, description: null }));
    const single = { options, multiple: false, ownWords: true };
    expect(choiceResponse(single, NOTHING_CHOSEN)).toBeNull();
    const b = toggled(single, toggled(single, NOTHING_CHOSEN, "a"), "b");
    expect(choiceResponse(single, b)).toBe("b");
    expect(choiceResponse(single, withOther(single, b, "  "))).toBeNull();
    expect(choiceResponse(single, withOther(single, b, " Pears "))).toBe("Pears");

    const many = { ...single, multiple: true };
    const ca = toggled(many, toggled(many, NOTHING_CHOSEN, "c"), "a");
    expect(choiceResponse(many, withOther(many, ca, "Pears"))).toEqual(["a", "c", "Pears"]);
    expect(choiceResponse(many, toggled(many, toggled(many, ca, "a"), "c"))).toBeNull();
  });
});

describe("a form", () => {
  const fields = async () => formOf(await schemaOf(askForm, { prompt: "?", fields: FIELDS }));

  test("has the fields of its schema in the order in which they were asked", async () => {
    const schema = await schemaOf(askForm, { prompt: "?", fields: FIELDS });
    const shuffled = { ...schema, properties: Object.fromEntries(Object.entries(schema.properties ?? {}).reverse()) };
    expect(formOf(shuffled).map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ["name", "text", true],
      ["about", "long-text", false],
      ["price", "number", true],
      ["amount", "integer", false],
      ["gift", "yes-no", true],
      ["day", "date", true],
      ["mail", "email", false],
      ["size", "choice", true],
    ]);
    expect(formOf(shuffled)[0]).toMatchObject({ label: "Your name", help: "As on the invoice" });
  });

  test("says what is wrong with each field, in words", async () => {
    const all = await fields();
    const problem = (name: string, typed: string) => {
      const field = all.find((one) => one.name === name);
      return field ? problemOf(field, typed) : undefined;
    };
    expect([problem("name", "  "), problem("name", "Ada")]).toEqual(["Fill this in.", null]);
    expect(problem("name", "x".repeat(501))).toBe("Use at most 500 characters; these are 501.");
    expect([problem("about", ""), problem("price", "")]).toEqual([null, "Enter a number."]);
    expect([problem("price", "0.4"), problem("price", "1e400"), problem("price", ".5")]).toEqual([
      "Enter 0.5 or more.",
      "Enter a number, such as 12.5.",
      null,
    ]);
    expect([problem("price", "1,5"), problem("price", "abc")]).toEqual(Array(2).fill("Enter a number, such as 12.5."));
    expect([problem("amount", "1.5"), problem("amount", "101"), problem("amount", "100")]).toEqual([
      "Enter a whole number, such as 12.",
      "Enter 100 or less.",
      null,
    ]);
    expect([problem("day", "2026-02-30"), problem("day", "2026-02-28")]).toEqual(["Enter a date that there is.", null]);
    expect([problem("mail", "ada@"), problem("mail", "ada@example.com")]).toEqual([
      "Enter an e-mail address, such as ada@example.com.",
      null,
    ]);
    expect(Object.keys(problemsOf(all, {}))).toEqual(["name", "price", "gift", "day", "size"]);
  });

  test("answers with values of their types and leaves out what is empty", async () => {
    const draft = { name: " Ada ", about: " ", price: "2.50", gift: "no", day: "2026-11-21", size: "M" };
    expect(problemsOf(await fields(), draft)).toEqual({});
    expect(formResponse(await fields(), draft)).toEqual({
      ...{ name: "Ada", price: 2.5, gift: false, day: "2026-11-21", size: "M" },
    });
  });
});

describe("a deadline", () => {
  const NOW = Date.parse("2026-11-21T10:00:00.000Z");
  const words = (expiresAt: string) => deadlineOf(expiresAt, NOW, "en-GB", "UTC");

  test("is a time, and what is left of it when it is near", () => {
    expect(words("2026-11-28T10:00:00.000Z")).toMatchObject({ words: "Answer until Sat 28 Nov, 10:00", near: false });
    expect(words("2026-11-21T17:40:00.000Z")).toMatchObject({ words: "Answer until 17:40", near: false });
    expect(words("2026-11-21T10:42:59.000Z")).toMatchObject({ words: "Answer within 42 min", near: true });
    expect(words("2026-11-21T10:00:41.200Z")).toMatchObject({ words: "Answer within 42 s", near: true, next: 200 });
    expect(words("2026-11-21T10:00:00.000Z")).toMatchObject({ words: "Expired", over: true });
  });

  test("changes its words when it says so, down to its end", () => {
    const end = "2026-11-22T11:00:00.000Z";
    let now = NOW;
    const seen: string[] = [];
    for (let { words, over, next } = deadlineOf(end, now, "en-GB", "UTC"); !over; now += next) {
      ({ words, over, next } = deadlineOf(end, now, "en-GB", "UTC"));
      if (seen.at(-1) !== words) seen.push(words);
    }
    expect(seen.slice(0, 3)).toEqual(["Answer until Sun 22 Nov, 11:00", "Answer until 11:00", "Answer within 59 min"]);
    expect(seen.slice(-3)).toEqual(["Answer within 2 s", "Answer within 1 s", "Expired"]);
    expect(seen).toHaveLength(2 + 58 + 120 + 1);
  });
});

describe("an answer in words", () => {
  test("names options and fields as the person saw them, before and after the question is gone", async () => {
    const choice = { prompt: "?", options: OPTIONS };
    const schema = await schemaOf(askChoice, choice);
    for (const legend of [legendOf({ kind: "choice", schema }), legendOfCall("choice", choice)]) {
      expect(answerLines(legend, "a")).toEqual([{ label: null, text: "Apples" }]);
      expect(answerLines(legend, ["a", "b", "Pears"])).toEqual([{ label: null, text: "Apples, b, Pears" }]);
    }
    const form = { prompt: "?", fields: FIELDS };
    for (const legend of [
      legendOf({ kind: "form", schema: await schemaOf(askForm, form) }),
      legendOfCall("form", form),
    ]) {
      expect(answerLines(legend, { gift: false, name: "Ada", price: 2.5 })).toEqual([
        { label: "Your name", text: "Ada" },
        { label: "Price", text: "2.5" },
        { label: "Gift", text: "No" },
      ]);
    }
  });

  test("says yes and no, files by name, and why a call was refused", () => {
    const line = (kind: "confirm" | "file" | "approval", response: Json, titles: [string, string][] = []) =>
      answerLines({ kind, titles }, response).map(({ text }) => text);
    expect(line("confirm", true)).toEqual(["Yes"]);
    expect(line("file", { fileIds: ["1", "2"] }, [["1", "a.csv"]])).toEqual(["a.csv, 2"]);
    expect(line("file", [{ fileId: "1", name: "a.csv", mediaType: "text/csv" }])).toEqual(["a.csv"]);
    expect(line("approval", { approved: true })).toEqual(["Approved"]);
    expect(line("approval", { approved: false, note: "Too dear" })).toEqual(["Refused: Too dear"]);
  });
});
