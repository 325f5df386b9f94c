import { describe, expect, it } from "vitest";
import type { ModelCall, ModelPrompt, ModelStreamPart, ModelTool } from "#lib/application/ports/models.ts";
import { agentDefinitions } from "#lib/catalog/agents/index.ts";
import { createDemoModel } from "./demo-model.ts";

const model = createDemoModel({ tokensPerSecond: 0 });

const handOff: ModelTool = {
  type: "function",
  name: "hand_off",
  description: "Hands the conversation to another agent.",
  inputSchema: {
    type: "object",
    properties: {
      agent: {
        type: "string",
        enum: ["content-liaison", "luca"],
        description: "content-liaison: Understands files and tables.\nluca: Accounting, finance and taxation.",
      },
      goal: { type: "string" },
      facts: { type: "array", items: { type: "string" } },
      openQuestions: { type: "array", items: { type: "string" } },
      fileIds: { type: "array", items: { type: "string" } },
    },
    required: ["agent", "goal", "facts", "openQuestions", "fileIds"],
  },
};
const startWorkflow: ModelTool = {
  type: "function",
  name: "start_workflow",
  inputSchema: {
    type: "object",
    properties: {
      workflowType: { type: "string", enum: ["content_analysis"] },
      params: {
        type: "object",
        properties: { fileIds: { type: "array", items: { type: "string" } }, userPrompt: { type: "string" } },
      },
    },
  },
};
const calculate: ModelTool = {
  type: "function",
  name: "calculate",
  inputSchema: { type: "object", properties: { expression: { type: "string" } } },
};
const readState: ModelTool = {
  type: "function",
  name: "read_state",
  inputSchema: { type: "object", properties: { key: { type: "string" } } },
};
const queryTable: ModelTool = {
  type: "function",
  name: "query_table",
  inputSchema: { type: "object", properties: { sql: { type: "string" } } },
};

const system = (content: string): ModelPrompt[number] => ({ role: "system", content });
const user = (text: string): ModelPrompt[number] => ({ role: "user", content: [{ type: "text", text }] });
const assistant = (text: string): ModelPrompt[number] => ({ role: "assistant", content: [{ type: "text", text }] });
const called = (toolName: string, input: unknown, toolCallId = "c1"): ModelPrompt[number] => ({
  role: "assistant",
  content: [{ type: "tool-call", toolCallId, toolName, input }],
});
const result = (toolName: string, value: never | object, toolCallId = "c1"): ModelPrompt[number] => ({
  role: "tool",
  content: [{ type: "tool-result", toolCallId, toolName, output: { type: "json", value: value as never } }],
});

async function ask(prompt: ModelPrompt, tools: ModelTool[] = [], options: Partial<ModelCall> = {}) {
  const { content, finishReason } = await model.doGenerate({ prompt, tools, ...options });
  const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
  const call = content.find((part) => part.type === "tool-call");
  return { text, call: call && { tool: call.toolName, input: JSON.parse(call.input) }, finish: finishReason.unified };
}

describe("the demo guide", () => {
  const tools = [handOff];

  it("says what it is, once, and how to connect a real model", async () => {
    const first = await ask([user("Hello")], tools);
    expect(first.text).toMatch(/^I am the built-in demo model: no language model.*Settings → Models/);
    const second = await ask([user("Hello"), assistant(first.text), user("Hi")], tools);
    expect(second.text).not.toContain("demo model");
  });

  it("hands a spreadsheet over to the content liaison with goal, facts and open questions", async () => {
    const { text, call, finish } = await ask([user("I have a spreadsheet of sales to understand")], tools);
    expect(finish).toBe("tool-calls");
    expect(text).toContain("content liaison");
    expect(call).toEqual({
      tool: "hand_off",
      input: {
        agent: "content-liaison",
        goal: "Understand a spreadsheet of sales",
        facts: ["In their words: “I have a spreadsheet of sales to understand”"],
        openQuestions: ["Which file is it? It has not been attached yet.", "What matters most in it?"],
        fileIds: [],
      },
    });
  });

  it("takes attached files along and does not ask for them", async () => {
    const { call } = await ask(
      [user('Which region sold most?\n<files>[{"fileId":"f1","name":"sales.csv","mediaType":"text/csv"}]</files>')],
      tools,
    );
    expect(call?.input).toMatchObject({
      agent: "content-liaison",
      goal: "Which region sold most",
      openQuestions: [],
      fileIds: ["f1"],
    });
    expect(call?.input.facts).toContain("Attached: sales.csv");
  });

  it.each([
    ["How do I book an invoice with VAT?", "luca"],
    ["Ich habe eine Tabelle mit Umsätzen", "content-liaison"],
    ["Can you summarise this PDF report for me?", "content-liaison"],
    ["I want to talk to Luca", "luca"],
  ])("brings %j to %s", async (text, agent) => {
    expect((await ask([user(text)], tools)).call?.input.agent).toBe(agent);
  });

  it("names the agents on offer when asked what it can do, in their own words", async () => {
    const { text, call } = await ask([user("What can you do?")], tools);
    expect(text).toContain("- **Content liaison**: Understands files and tables.");
    expect(text).toContain("- **Luca**: Accounting, finance and taxation.");
    expect(call).toBeUndefined();
  });

  it("asks one clear question when it did not understand, and uses the answer with the question", async () => {
    const first = await ask([user("Purple elephants on Tuesday")], tools);
    expect(first.call).toBeUndefined();
    expect(first.text.match(/\?/g)).toHaveLength(1);
    const second = await ask([user("Purple elephants on Tuesday"), assistant(first.text), user("the file one")], tools);
    expect(second.call?.input).toMatchObject({
      agent: "content-liaison",
      goal: "Purple elephants on Tuesday the file one",
    });
  });

  it("never hands over to an agent that is not offered, and calls nothing when nothing is offered", async () => {
    const onlyLuca = structuredClone(handOff);
    onlyLuca.inputSchema = { type: "object", properties: { agent: { enum: ["luca"] } } };
    expect((await ask([user("I have a spreadsheet")], [onlyLuca])).call).toBeUndefined();
    expect((await ask([user("I have a spreadsheet")])).call).toBeUndefined();
    expect((await ask([user("I have a spreadsheet")], tools, { toolChoice: { type: "none" } })).call).toBeUndefined();
  });

  it("ends after the hand-off, and says so when it failed", async () => {
    const prompt = [user("I have a spreadsheet"), called("hand_off", { agent: "content-liaison" })];
    expect((await ask([...prompt, result("hand_off", { handoffId: "h1" })], tools)).text).toMatch(
      /^The content liaison has it now/,
    );
    const failed: ModelPrompt[number] = {
      role: "tool",
      content: [
        {
          type: "tool-result",
          toolCallId: "c1",
          toolName: "hand_off",
          output: { type: "error-text", value: "It is archived." },
        },
      ],
    };
    const answer = await ask([...prompt, failed], tools);
    expect(answer).toMatchObject({ text: expect.stringContaining("It is archived."), finish: "stop", call: undefined });
  });
});

describe("the demo liaison", () => {
  const tools = [startWorkflow, readState, queryTable];
  const packet =
    '<handoff>{"goal":"Understand a spreadsheet of sales","facts":[],"openQuestions":["Which file is it?","What matters most in it?"],"files":[]}</handoff>';
  const files = '<files>[{"fileId":"f1","name":"sales.csv","mediaType":"text/csv"}]</files>';

  it("goes on from the packet: names the goal and asks for the file", async () => {
    const { text, call } = await ask([system(packet), user("Understand a spreadsheet of sales")], tools);
    expect(text).toContain("**Understand a spreadsheet of sales**");
    expect(text).toContain("attach the file");
    expect(text).toContain("what matters most in it?");
    expect(text).not.toContain("demo model");
    expect(call).toBeUndefined();
  });

  it("answers a packet without any message in the same way", async () => {
    expect((await ask([system(packet)], tools)).text).toContain("attach the file");
  });

  it("starts the workflow with the files and the question", async () => {
    const { text, call } = await ask([system(packet), user(`Which region sold most?\n${files}`)], tools);
    expect(text).toContain("sales.csv");
    expect(call).toEqual({
      tool: "start_workflow",
      input: { workflowType: "content_analysis", params: { fileIds: ["f1"], userPrompt: "Which region sold most" } },
    });
  });

  it("reads files that are listed in lines", async () => {
    const id = "0198c1a2-0000-7000-8000-000000000001";
    const { call } = await ask(
      [user(`Analyse this\n<files>\n- ${id}: "Umsätze 2026.xlsx" (application/x)\n</files>`)],
      tools,
    );
    expect(call?.input.params.fileIds).toEqual([id]);
  });

  it("takes the goal of the packet when the message says nothing but the file", async () => {
    const { call } = await ask([system(packet), user(`here\n${files}`)], tools);
    expect(call?.input.params.userPrompt).toBe("Understand a spreadsheet of sales");
  });

  it("says where to watch once it runs, and does not start the same file twice", async () => {
    const started = [
      user(`Look at it\n${files}`),
      called("start_workflow", { workflowType: "content_analysis", params: { fileIds: ["f1"] } }),
      result("start_workflow", { runId: "r1" }),
    ];
    expect(await ask(started, tools)).toMatchObject({
      text: expect.stringContaining("progress panel"),
      call: undefined,
    });
    const later = await ask([...started, assistant("It runs."), user("thanks")], tools);
    expect(later.call).toBeUndefined();
  });

  const analysis = {
    kind: "table",
    file: { name: "sales.csv", mime: "text/csv", bytes: 1 },
    table: { name: "sales", rowCount: 50_000, columnCount: 4 },
    otherTables: [],
    columns: [
      {
        name: "Region",
        type: "text",
        role: "dimension",
        count: 1,
        missing: 0,
        unparsed: { count: 0, samples: [] },
        distinct: 4,
        topValues: [{ value: "North", count: 3 }],
      },
      {
        name: "Order Date",
        type: "date",
        role: "date",
        count: 1,
        missing: 0,
        unparsed: { count: 0, samples: [] },
        distinct: 9,
      },
      {
        name: "Amount",
        type: "number",
        role: "measure",
        count: 1,
        missing: 0,
        unparsed: { count: 0, samples: [] },
        distinct: 9,
        aggregate: "sum",
        unit: "€",
        sum: 10,
        mean: 2,
        min: 1,
        max: 4,
      },
      {
        name: 'Unit "Price"',
        type: "number",
        role: "measure",
        count: 1,
        missing: 0,
        unparsed: { count: 0, samples: [] },
        distinct: 9,
        aggregate: "mean",
      },
    ],
    columnsLeftOut: 0,
    duplicateRows: 0,
    issues: [{ code: "missing_values", column: "Amount", count: 12, message: "Amount is missing in 12 rows." }],
    breakdowns: [
      {
        dimension: "Region",
        measure: "Amount",
        aggregate: "sum",
        unit: "€",
        groups: [
          { name: "North", value: 900, count: 3 },
          { name: "South", value: 100, count: 3 },
        ],
        groupCount: 2,
        without: { value: 0, count: 0 },
      },
    ],
    outliers: [],
  };
  const past = [
    user(`Look at it\n${files}`),
    called("start_workflow", { workflowType: "content_analysis", params: { fileIds: ["f1"] } }),
    result("start_workflow", { runId: "r1" }),
    assistant("Done."),
  ];
  const known = [
    called("read_state", { key: "content_analysis" }, "c2"),
    result("read_state", { stateData: { analyses: [analysis] } }, "c2"),
  ];

  it("looks the stored results up before it answers", async () => {
    expect((await ask([...past, user("Which region sold most?")], tools)).call).toEqual({
      tool: "read_state",
      input: { key: "content_analysis" },
    });
  });

  it.each([
    [
      "Which region sold most?",
      `SELECT "Region" AS name, ROUND(SUM("Amount")::DOUBLE, 4) AS value FROM data WHERE "Region" IS NOT NULL AND "Amount" IS NOT NULL GROUP BY 1 ORDER BY value DESC, name LIMIT 10`,
    ],
    [
      "Which regions have the lowest average unit price?",
      `SELECT "Region" AS name, ROUND(AVG("Unit ""Price""")::DOUBLE, 4) AS value FROM data WHERE "Region" IS NOT NULL AND "Unit ""Price""" IS NOT NULL GROUP BY 1 ORDER BY value, name LIMIT 10`,
    ],
    [
      "What is the total revenue?",
      `SELECT ROUND(SUM("Amount")::DOUBLE, 4) AS value FROM data WHERE "Amount" IS NOT NULL`,
    ],
    [
      "How much did North sell?",
      `SELECT ROUND(SUM("Amount")::DOUBLE, 4) AS value FROM data WHERE "Region" = 'North' AND "Amount" IS NOT NULL`,
    ],
    ["How many orders in North?", `SELECT COUNT(*) AS value FROM data WHERE "Region" = 'North'`],
    ["How many rows are there?", "SELECT COUNT(*) AS value FROM data"],
    ["How many different regions?", `SELECT COUNT(DISTINCT "Region") AS value FROM data`],
    [
      "Show me the trend by month",
      `SELECT strftime("Order Date", '%Y-%m') AS name, ROUND(SUM("Amount")::DOUBLE, 4) AS value FROM data WHERE "Order Date" IS NOT NULL AND "Amount" IS NOT NULL GROUP BY 1 ORDER BY name LIMIT 60`,
    ],
  ])("asks the table for %j", async (question, sql) => {
    expect((await ask([...past, user(question), ...known], tools)).call).toEqual({
      tool: "query_table",
      input: { sql },
    });
  });

  it("answers the question that was asked with the file when the person just says yes", async () => {
    const question = called("start_workflow", {
      workflowType: "content_analysis",
      params: { fileIds: ["f1"], question: "Which region sold most?" },
    });
    const { call } = await ask(
      [
        user(`Which region sold most?\n${files}`),
        question,
        result("start_workflow", {}),
        user("Yes, please!"),
        ...known,
      ],
      tools,
    );
    expect(call?.input.sql).toContain('"Region" AS name');
  });

  it("reads the results again after another run", async () => {
    const again = [
      called("start_workflow", { workflowType: "content_analysis", params: { fileIds: ["f2"] } }, "c8"),
      result("start_workflow", {}, "c8"),
    ];
    expect(
      (
        await ask(
          [...past, user("Which region sold most?"), ...known, assistant("North"), ...again, user("And now?")],
          tools,
        )
      ).call?.tool,
    ).toBe("read_state");
  });

  it("does not start again what its own words say it started", async () => {
    const { text: words } = await ask([user(`Look at it\n${files}`)], tools);
    expect(
      (await ask([user("Look at it"), assistant(words), user(`Which region sold most?\n${files}`)], tools)).call?.tool,
    ).toBe("read_state");
  });

  it("words the rows that came back", async () => {
    const rows = {
      columns: [],
      rows: [
        { name: "North", value: 1_234_567.891 },
        { name: "South", value: 5 },
      ],
      truncated: false,
    };
    const { text, call } = await ask(
      [
        ...past,
        user("Which region sold most?"),
        ...known,
        called("query_table", { sql: "…" }, "c3"),
        result("query_table", rows, "c3"),
      ],
      tools,
    );
    expect(call).toBeUndefined();
    expect(text).toBe(
      "**North** has the highest total Amount: **€1,234,567.89**, before South (€5).\n\n| Region | total Amount |\n| --- | ---: |\n| North | €1,234,567.89 |\n| South | €5 |",
    );
  });

  it("answers from the stored breakdown when no query is on offer", async () => {
    const { text } = await ask([...past, user("Which region sold most?"), ...known], [startWorkflow, readState]);
    expect(text).toContain("**North** has the highest total Amount: **€900**, before South (€100).");
  });

  it("tells what is wrong with the data in the analysis' own words", async () => {
    expect((await ask([...past, user("Are there any missing values?"), ...known], tools)).text).toContain(
      "Amount is missing in 12 rows.",
    );
  });

  it("shows what can be asked when it does not understand a question about the table", async () => {
    const { text } = await ask([...past, user("Why is the sky blue?"), ...known], tools);
    expect(text).toContain("50,000 rows");
    expect(text).toContain("“Which Region has the most Amount?”");
  });

  it("says that the results are not there yet when the look-up failed", async () => {
    const failed: ModelPrompt[number] = {
      role: "tool",
      content: [
        {
          type: "tool-result",
          toolCallId: "c2",
          toolName: "read_state",
          output: { type: "error-text", value: "not found" },
        },
      ],
    };
    const { text, call } = await ask(
      [...past, user("Which region sold most?"), called("read_state", { key: "content_analysis" }, "c2"), failed],
      tools,
    );
    expect([text, call]).toEqual([expect.stringContaining("not there yet"), undefined]);
  });
});

describe("a demo specialist", () => {
  it.each([
    ["What is 19 % VAT on 2,480?", "2480 * 19 / 100", 471.2, "19 % tax on 2,480 is **471.2**; gross it is 2,951.2."],
    [
      "How much is 19% VAT in the gross 119?",
      "119 - 119 / (1 + 19 / 100)",
      19,
      "119 gross holds **19** of tax at 19 %; net it is 100.",
    ],
    [
      "What is the margin at 120 revenue and 84 cost?",
      "(120 - 84) / 120 * 100",
      30,
      "The margin is **30 %**: 36 of 120.",
    ],
    ["growth from 80 to 92", "(92 - 80) / 80 * 100", 15, "From 80 to 92 is a change of **15 %**."],
    [
      "monthly payment for a loan of 20,000 at 5 % over 48 months",
      "20000 * (5 / 1200) / (1 - (1 + 5 / 1200) ^ -48)",
      460.59,
      "A loan of 20,000 at 5 % a year over 48 months costs **460.59** a month, 2,108.32 of interest in all.",
    ],
    ["What is (1,200 - 300) * 1.19?", "(1200 - 300) * 1.19", 1071, "The result is **1,071**."],
    ["Was sind 7 % von 1.234,50?", "1234.5 * 7 / 100", 86.415, "7 % of 1,234.5 is **86.42**."],
  ])("calculates %j with the tool", async (question, expression, value, words) => {
    expect((await ask([user(question)], [calculate])).call).toEqual({ tool: "calculate", input: { expression } });
    const answer = await ask(
      [user(question), called("calculate", { expression }), result("calculate", { result: value })],
      [calculate],
    );
    expect(answer.text).toContain(words);
    expect(answer.call).toBeUndefined();
  });

  it("says honestly what rules cannot do, and calls no tool that is not offered", async () => {
    const { text, call } = await ask([user("Should I found a holding company?")], [calculate]);
    expect([text, call]).toEqual([expect.stringContaining("I cannot advise freely"), undefined]);
    expect((await ask([user("What is 2 * 3?")])).call).toBeUndefined();
  });
});

describe("the demo model in the place of the built-in agents", () => {
  const promptOf = (slug: string) =>
    system(agentDefinitions.find((definition) => definition.slug === slug)?.systemPrompt ?? "");
  const offered = (...targets: string[]): ModelTool => ({
    ...handOff,
    description: targets
      .map((slug) => `${slug}: ${agentDefinitions.find((definition) => definition.slug === slug)?.description}`)
      .join("\n"),
    inputSchema: { type: "object", properties: { agent: { type: "string", enum: targets } } },
  });
  const guideTools = [offered("content-liaison", "luca")];
  const lucaTools = [calculate, offered("content-liaison", "guide")];
  const liaisonTools = [calculate, offered("luca", "guide")];

  it.each([
    ["I have a spreadsheet of sales to understand", "content-liaison"],
    ["Summarise a document for me", "content-liaison"],
    ["How much is 19 % VAT on 2,480?", "luca"],
    ["What can you do for me?", undefined],
  ])("the guide's starter %j leads to %s", async (starter, agent) => {
    expect((await ask([promptOf("guide"), user(starter)], guideTools)).call?.input.agent).toBe(agent);
  });

  it.each(
    agentDefinitions.find((definition) => definition.slug === "luca")?.starters.map((starter) => [starter]) ?? [],
  )("Luca calculates its starter %j", async (starter) => {
    expect((await ask([promptOf("luca"), user(starter)], lucaTools)).call?.tool).toBe("calculate");
  });

  it("Luca goes on from the guide's packet although nobody has written to it", async () => {
    const packet = '<handoff>{"goal":"How much is 19 % VAT on 2,480"}</handoff>';
    for (const message of [system(packet), user(packet)])
      expect((await ask([promptOf("luca"), message], lucaTools)).call).toEqual({
        tool: "calculate",
        input: { expression: "2480 * 19 / 100" },
      });
  });

  it("Luca hands a file to the content liaison, but not what it was just handed", async () => {
    const question = "I have a spreadsheet of invoices to analyse";
    expect((await ask([promptOf("luca"), user(question)], lucaTools)).call?.input.agent).toBe("content-liaison");
    const packet = system(`<handoff>{"goal":"${question}"}</handoff>`);
    expect((await ask([promptOf("luca"), packet, user(question)], lucaTools)).call).toBeUndefined();
  });

  it.each(
    agentDefinitions
      .find((definition) => definition.slug === "content-liaison")
      ?.starters.map((starter) => [starter]) ?? [],
  )("the content liaison answers its starter %j by asking for a file", async (starter) => {
    const { text, call } = await ask([promptOf("content-liaison"), user(starter)], liaisonTools);
    expect([text, call]).toEqual([expect.stringMatching(/attach (a|the) file/i), undefined]);
  });

  it("the content liaison calculates, and hands questions of tax to Luca", async () => {
    expect((await ask([promptOf("content-liaison"), user("What is 19 % VAT on 100?")], liaisonTools)).call?.tool).toBe(
      "calculate",
    );
    expect(
      (await ask([promptOf("content-liaison"), user("How do I book depreciation for tax?")], liaisonTools)).call?.input
        .agent,
    ).toBe("luca");
  });

  it("is not misled by instructions that name the marks of blocks", async () => {
    const files = '<files>[{"fileId":"f1","name":"sales.csv"}]</files>';
    const { call } = await ask(
      [promptOf("content-liaison"), system(files), user("Which region sold most?")],
      [...liaisonTools, startWorkflow],
    );
    expect(call?.input.params.fileIds).toEqual(["f1"]);
  });
});

describe("the demo model's memory", () => {
  const memory = (...all: object[]) => system(`You are Luca.\n\nEarlier:\n<memory>${JSON.stringify(all)}</memory>`);
  const vat = { session: "VAT on a laptop", completed: "2026-11-20", summary: "Asked: “VAT?” Answered: 471.2." };
  const loan = { session: "A loan", completed: "2026-11-19", summary: "Payment is 460 a month." };

  it.each(["What did we do last time?", "What do you remember?", "What did we conclude in our earlier session?"])(
    "answers %j with what its prompt tells of earlier sessions",
    async (question) => {
      const { text, call } = await ask([memory(vat, loan), user(question)], [handOff, calculate]);
      expect(text).toContain("**VAT on a laptop** (completed 2026-11-20)\n> Asked: “VAT?” Answered: 471.2.");
      expect(text).toContain("> Payment is 460 a month.");
      expect(call).toBeUndefined();
    },
  );

  it("tells of the session that is asked for", async () => {
    const { text } = await ask([memory(vat, loan), user("What did we conclude about the loan last time?")]);
    expect([text.includes("460"), text.includes("471.2")]).toEqual([true, false]);
  });

  it("says that it remembers nothing where its prompt tells nothing, and what it is told to prefer", async () => {
    expect((await ask([user("What did we do last time?")])).text).toContain("I remember nothing of earlier sessions.");
    const preferring = system('<preferences>{"tone":"dry"}</preferences>');
    expect((await ask([preferring, user("What do you know about me?")])).text).toContain("- tone: dry");
  });

  it("leaves other questions to the rules", async () => {
    expect((await ask([memory(vat), user("How much is 19 % VAT on 100?")], [calculate])).call?.tool).toBe("calculate");
  });
});

describe("the demo model's stream", () => {
  const collect = async (stream: ReadableStream<ModelStreamPart>) => {
    const parts: ModelStreamPart[] = [];
    for await (const part of stream) parts.push(part);
    return parts;
  };

  it("holds the same text and call as the whole answer, with finish reason and usage", async () => {
    const call = { prompt: [user("I have a spreadsheet of sales to understand")], tools: [handOff] };
    const parts = await collect((await model.doStream(call)).stream);
    const whole = await model.doGenerate(call);
    const text = parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : [])).join("");
    expect(whole.content[0]).toEqual({ type: "text", text });
    expect(parts.find((part) => part.type === "tool-call")).toEqual(whole.content[1]);
    expect(parts.at(-1)).toEqual({
      type: "finish",
      finishReason: { unified: "tool-calls", raw: "tool_calls" },
      usage: whole.usage,
    });
    expect(whole.usage.outputTokens.total).toBeGreaterThan(10);
  });

  it("is the same every time", async () => {
    const run = async () => collect((await model.doStream({ prompt: [user("Hello")], tools: [handOff] })).stream);
    expect(await run()).toEqual(await run());
  });

  it("writes word by word, and stops at once with the reason of the abort", async () => {
    const stop = new AbortController();
    const { stream } = await createDemoModel({ tokensPerSecond: 1 }).doStream({
      prompt: [user("Hello")],
      abortSignal: stop.signal,
    });
    const reader = stream.getReader();
    const seen = [(await reader.read()).value?.type, (await reader.read()).value?.type, (await reader.read()).value];
    expect(seen).toEqual(["stream-start", "text-start", { type: "text-delta", id: "text", delta: "I" }]);
    stop.abort(new Error("stopped"));
    await expect(reader.read()).rejects.toThrow("stopped");
    await expect(model.doStream({ prompt: [user("Hello")], abortSignal: stop.signal })).rejects.toThrow("stopped");
  });
});
