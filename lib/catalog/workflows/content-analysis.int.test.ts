import { afterAll, beforeAll, expect, test } from "vitest";
import { createEnablingServices } from "#lib/adapters/services/index.ts";
import { uploadFile } from "#lib/application/files/upload-file.ts";
import { startWorkflow } from "#lib/application/workflows/start-workflow.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import type { AnalysisResult } from "#lib/domain/workflow/analysis.ts";
import type { WorkflowResult } from "#lib/domain/workflow/outcome.ts";
import { createWorkflowWorld, type WorkflowWorld } from "#lib/testing/workflow-world.ts";
import { workflows } from "./index.ts";

const services = createEnablingServices();
let world: WorkflowWorld;
beforeAll(async () => {
  world = await createWorkflowWorld({ services, catalog: createCatalog({ testAgent: false }) });
});
afterAll(async () => {
  await world.close();
  await services.close();
});

type Place = Awaited<ReturnType<WorkflowWorld["place"]>>;

async function upload({ ctx, sessionId }: Place, name: string, content: string): Promise<string> {
  const stream = new Blob([content]).stream();
  const file = await uploadFile({ ctx, input: { sessionId, agent: "content-liaison", name, content: stream } });
  return file.fileId;
}

async function analyse(place: Place, fileIds: string[], question?: string) {
  const { ctx, sessionId } = place;
  await startWorkflow({
    ctx,
    input: {
      sessionId,
      workflowType: "content_analysis",
      params: { fileIds, ...(question ? { question } : {}) },
      startedBySlug: "content-liaison",
    },
  });
  await place.execute(0);
  return place.look();
}

const REGIONS = ["Nord", "Süd", "Österreich", "Zürich"];

/** Sales with missing figures, a figure that is none, umlauts and quotes; and the sums, added up here. */
function dirtySales(rows: number) {
  const sums = new Map(REGIONS.map((region) => [region, 0]));
  const lines = ["date,region,product,revenue"];
  let unreadable = 0;
  for (let row = 0; row < rows; row++) {
    const region = REGIONS[(row * 7 + (row % 11)) % REGIONS.length] ?? "";
    const day = new Date(Date.UTC(2025, 0, 1 + (row % 365))).toISOString().slice(0, 10);
    const revenue = ((row * 7919) % 100_000) / 100;
    const shown = row % 97 === 5 ? "" : row % 499 === 7 ? "n. v. t." : revenue.toFixed(2);
    if (shown === revenue.toFixed(2)) sums.set(region, (sums.get(region) ?? 0) + Math.round(revenue * 100));
    else unreadable++;
    lines.push(`${day},${region},"Lampe ""Größe ${row % 5}""",${shown}`);
  }
  return { csv: `${lines.join("\n")}\n`, sums, unreadable };
}

test("a dirty CSV gives the same figures as adding it up by hand, as text, table, chart and state", async () => {
  const { csv, sums, unreadable } = dirtySales(5_000);
  const place = await world.place(workflows);
  const fileId = await upload(place, "../Umsätze 2025.csv", csv);
  const { run, messages, entries, session } = await analyse(place, [fileId], "Which region sold most?");

  expect(run).toMatchObject({ status: "completed", progress: 100, error: null });
  expect(run.steps.map(({ name, service, status }) => [name, service, status])).toEqual([
    ["check", null, "completed"],
    ["parse", "FileParser", "completed"],
    ["analyse", "DataAnalyzer", "completed"],
    ["chart", "ChartMaker", "completed"],
    ["write-up", null, "completed"],
  ]);
  const [entry] = entries;
  expect(entry).toMatchObject({ key: "content_analysis", stateData: { fileIds: [fileId] } });
  expect(entry?.orchestratorMetadata.enablingServiceContributions.map((one) => one.service)).toEqual([
    "FileParser",
    "DataAnalyzer",
    "ChartMaker",
  ]);
  const stored = entry?.stateData as unknown as { analyses: AnalysisResult[] } | undefined;
  const analysis = stored?.analyses[0];
  if (analysis?.kind !== "table") throw new Error("A CSV is a table.");
  expect(analysis.table).toMatchObject({ rowCount: 5_000, columnCount: 4 });
  const revenue = analysis.columns.find((column) => column.name === "revenue");
  const total = [...sums.values()].reduce((sum, cents) => sum + cents, 0);
  expect(revenue?.sum).toBeCloseTo(total / 100, 2);
  expect((revenue?.missing ?? 0) + (revenue?.unparsed.count ?? 0)).toBe(unreadable);
  const byRegion = analysis.breakdowns.find((one) => one.dimension === "region" && one.measure === "revenue");
  expect(Object.fromEntries(byRegion?.groups.map(({ name, value }) => [name, Math.round(value * 100)]) ?? [])).toEqual(
    Object.fromEntries(sums),
  );

  expect(messages).toHaveLength(1);
  expect(messages[0]?.parts.map((part) => part.type)).toEqual(["text", "table", "chart"]);
  expect(textOf(messages[0]?.parts ?? [])).toContain("Which region sold most?");
  expect(session.subject).toBe("Umsätze 2025.csv");
});

test("several files give a section, a table and facts each", async () => {
  const place = await world.place(workflows);
  const first = await upload(place, "one.csv", dirtySales(50).csv);
  const second = await upload(
    place,
    "notes.txt",
    "The harvest was good. The harvest of apples was very good this year.",
  );
  const { run, messages, session } = await analyse(place, [first, second]);
  expect(run.error).toBeNull();
  const text = textOf(messages[0]?.parts ?? []);
  expect(text).toContain("## one.csv");
  expect(text).toContain("## notes.txt");
  expect((run.result as unknown as WorkflowResult).facts.some((fact) => fact.startsWith("notes.txt: "))).toBe(true);
  expect(session.subject).toBe("one.csv and 1 more");
});

test("a file that turns out broken fails the run with its reason, and the session lives on", async () => {
  const place = await world.place(workflows);
  const broken = await upload(place, "report.pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog\nthis is where it ends");
  const failed = await analyse(place, [broken]);
  expect(failed.run.status).toBe("failed");
  expect(failed.run.error?.code).toMatch(/^file_/);
  expect(textOf(failed.messages[0]?.parts ?? [])).toContain("could not finish");
  const good = await upload(place, "small.csv", dirtySales(20).csv);
  expect((await analyse(place, [good])).run.status).toBe("completed");
});
