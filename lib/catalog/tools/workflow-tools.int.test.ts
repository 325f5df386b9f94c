import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEnablingServices } from "#lib/adapters/services/index.ts";
import { putStateEntry } from "#lib/application/sessions/state-put.ts";
import type { ToolCall } from "#lib/application/tools/tool.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { createWorkflowWorld, type WorkflowWorld } from "#lib/testing/workflow-world.ts";
import { contentLiaison } from "../agents/content-liaison.ts";
import { guide } from "../agents/guide.ts";
import { workflows } from "../workflows/index.ts";
import { queryTable } from "./query-table.ts";
import { readFile } from "./read-file.ts";
import { readState } from "./read-state.ts";
import { startWorkflow } from "./start-workflow.ts";

const services = createEnablingServices();
let world: WorkflowWorld;
beforeAll(async () => {
  world = await createWorkflowWorld({ services });
});
afterAll(async () => {
  await world.close();
  await services.close();
});

/** A call as a turn of the content liaison makes it. */
async function callIn(place: Awaited<ReturnType<WorkflowWorld["place"]>>, stateKeys: string[] = []): Promise<ToolCall> {
  const { ctx, owner, sessionId, conversation } = place;
  const turn = {
    ...owner,
    id: randomUUID(),
    sessionId,
    sessionOwnerId: owner.userId,
    conversationId: conversation.id,
    slug: conversation.slug,
  } as ToolCall["turn"];
  return {
    ctx,
    turn,
    key: { turnId: turn.id, iteration: 0, index: 0 },
    callId: randomUUID(),
    answer: null,
    signal: new AbortController().signal,
    definition: contentLiaison,
    targets: [],
    files: await world.reads.files(owner, sessionId),
    stateKeys,
  };
}

test("start_workflow plans the run for the turn's own commit; the same call again is the same run", async () => {
  const place = await world.place(workflows);
  const fileId = await world.file(place);
  const call = await callIn(place);
  const input = { workflowType: "content_analysis", params: { fileIds: [fileId] } };
  const result = await startWorkflow.run(input, call);
  const { runId } = result.output as { runId: string };
  expect((await startWorkflow.run(input, call)).output).toEqual(result.output);
  expect(result).toMatchObject({ endsTurn: true, parts: [{ type: "run", runId, workflowType: "content_analysis" }] });

  await world.store.commit(result.changes ?? {});
  result.committed?.();
  expect(world.started.at(-1)).toEqual({ runId, segment: 0 });
  expect((await place.look()).run).toMatchObject({
    id: runId,
    status: "queued",
    startedBySlug: "content-liaison",
    conversationId: place.conversation.id,
  });
  await expect(startWorkflow.run(input, await callIn(place))).rejects.toMatchObject({
    code: "workflow_already_active",
  });
});

test("start_workflow refuses what its schema does not know and files of other sessions", async () => {
  const place = await world.place(workflows);
  const foreign = await world.file(await world.place(workflows));
  const call = await callIn(place);
  const run = (input: JsonObject) => startWorkflow.run(input, call);
  await expect(run({ workflowType: "astrology", params: {} })).rejects.toMatchObject({ code: "tool_input_invalid" });
  await expect(run({ workflowType: "content_analysis", params: { fileIds: [] } })).rejects.toMatchObject({
    code: "tool_input_invalid",
  });
  await expect(run({ workflowType: "content_analysis", params: { fileIds: [foreign] } })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("tools are on offer only where there is something to use them for", async () => {
  const place = await world.place(workflows);
  const empty = await callIn(place);
  expect(startWorkflow.available(empty)).toBe(true);
  expect(startWorkflow.available({ ...empty, definition: guide })).toBe(false);
  expect([queryTable.available(empty), readState.available(empty)]).toEqual([false, false]);
  await world.file(place);
  const full = await callIn(place, ["content_analysis"]);
  expect([queryTable.available(full), readState.available(full)]).toEqual([true, true]);
});

test("query_table answers from the file itself and takes nothing but one SELECT", async () => {
  const place = await world.place(workflows);
  const fileId = await world.file(place, "sales.csv", "region,revenue\nNord,10\nSüd,20\nNord,5\n");
  const call = await callIn(place);
  const sql = "SELECT region, sum(revenue) AS total FROM data GROUP BY region ORDER BY region";
  const { output } = await queryTable.run({ sql, fileId }, call);
  expect(output).toMatchObject({ file: "sales.csv", truncated: false });
  expect((output as { rows: unknown }).rows).toEqual([
    { region: "Nord", total: 15 },
    { region: "Süd", total: 20 },
  ]);
  await expect(queryTable.run({ sql: "DROP TABLE data", fileId }, call)).rejects.toMatchObject({
    code: "query_refused",
  });
});

test("read_file gives a document's words piece by piece, and of a table what can be asked of it", async () => {
  const place = await world.place(workflows);
  const text = Array.from({ length: 5_000 }, (_, n) => `word-${n}`).join(" ");
  const [document, table] = [await world.file(place, "report.txt", text), await world.file(place)];
  const call = await callIn(place);
  let read = "";
  for (let from: number | undefined = 0; from !== undefined; ) {
    const { output } = await readFile.run({ fileId: document, from }, call);
    expect(output).toMatchObject({ file: "report.txt", characters: text.length });
    const piece = output as unknown as { text: string; nextFrom?: number };
    read += piece.text;
    from = piece.nextFrom;
  }
  expect(read).toBe(text);
  expect((await readFile.run({ fileId: table }, call)).output).toMatchObject({
    tables: [{ rowCount: 1, columns: [{ name: "a", samples: ["1"] }, { name: "b" }] }],
  });
  const foreign = await world.file(await world.place(workflows));
  await expect(readFile.run({ fileId: foreign }, call)).rejects.toMatchObject({ code: "tool_input_invalid" });
});

test("read_state gives what is stored, and names the fields that are too long for a model", async () => {
  const place = await world.place(workflows);
  const { ctx, sessionId } = place;
  await putStateEntry({ ctx, input: { sessionId, key: "short", stateData: { facts: ["It rained."] } } });
  await putStateEntry({
    ctx,
    input: { sessionId, key: "long", stateData: { analyses: "x".repeat(100_000), facts: ["It rained."] } },
  });
  const call = await callIn(place, ["short", "long"]);
  expect((await readState.run({ key: "short" }, call)).output).toMatchObject({ stateData: { facts: ["It rained."] } });
  expect((await readState.run({ key: "long" }, call)).output).toMatchObject({
    stateData: { facts: ["It rained."] },
    leftOut: ["analyses"],
  });
  await expect(readState.run({ key: "other" }, call)).rejects.toMatchObject({ code: "tool_input_invalid" });
});
