import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEnablingServices } from "#lib/adapters/services/index.ts";
import { contentLiaison } from "#lib/catalog/agents/content-liaison.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { createWorkflowWorld, type WorkflowWorld } from "#lib/testing/workflow-world.ts";
import { getFile } from "./get-file.ts";
import { uploadFile } from "./upload-file.ts";

const services = createEnablingServices();
const small: AgentDefinition = {
  ...contentLiaison,
  slug: "small",
  name: "Small Reader",
  slugAliases: [],
  routePaths: ["small"],
  handsOffTo: [],
  fileTypes: ["csv"],
  maxFileBytes: 1024 * 1024,
};
const deaf: AgentDefinition = {
  ...small,
  slug: "deaf",
  name: "Deaf One",
  routePaths: ["deaf"],
  features: { ...small.features, fileUpload: false },
};

let world: WorkflowWorld;
beforeAll(async () => {
  const catalog = createCatalog({ testAgent: false }, [small, deaf]);
  world = await createWorkflowWorld({ services, catalog });
});
afterAll(async () => {
  await world.close();
  await services.close();
});

type Place = Awaited<ReturnType<WorkflowWorld["place"]>>;

function upload({ ctx, sessionId }: Place, name: string, content: string, agent = "small") {
  return uploadFile({ ctx, input: { sessionId, agent, name, content: new Blob([content]).stream() } });
}

const stored = async ({ ctx, sessionId }: Place) => {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const rows = await world.reads.files(viewer, sessionId);
  const folder = dirname(ctx.ports.files.path(ctx.newId()));
  return { rows, bytes: await readdir(folder) };
};

test("a file is stored with the type that its bytes have, and comes back to its owner alone", async () => {
  const place = await world.place([]);
  const file = await upload(place, "Umsätze.csv", "a,b\n1,2\n");
  expect(file).toMatchObject({ name: "Umsätze.csv", mediaType: "text/csv", size: 8 });
  const { file: row, path } = await getFile({ ctx: place.ctx, input: { fileId: file.fileId } });
  expect(row).toMatchObject({ ...file, sessionId: place.sessionId, fileType: "csv" });
  expect(path).toMatch(new RegExp(`${file.fileId}$`));
  const stranger = await world.place([]);
  await expect(getFile({ ctx: stranger.ctx, input: { fileId: file.fileId } })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a name never leads out of the folder and is cut to what can be shown", async () => {
  const place = await world.place([]);
  expect((await upload(place, "../../etc/passwd\u202e.csv", "a,b\n1,2\n")).name).toBe("passwd.csv");
  const long = await upload(place, `${"x".repeat(5_000)}.csv`, "a,b\n1,2\n");
  expect(long.name.length).toBeLessThanOrEqual(255);
  expect(long.name).toMatch(/\.csv$/);
});

test.each([
  ["an empty file", "empty.csv", "", "file_empty"],
  ["a zip that calls itself a workbook", "book.xlsx", "PK\u0003\u0004 not a workbook", /^file_(broken|type_mismatch)$/],
  ["a type that the agent does not take", "notes.txt", "Just words.", "file_type_unsupported"],
  ["a file over the agent's limit", "big.csv", `a\n${"1\n".repeat(600_000)}`, "file_too_large"],
])("%s is refused with its reason and leaves nothing behind", async (_what, name, content, code) => {
  const place = await world.place([]);
  const before = await stored(place);
  const error = await upload(place, name, content).catch((thrown) => thrown);
  expect(error.code).toMatch(code);
  expect(await stored(place)).toEqual(before);
});

test("a file that is too large is refused with the limit and the agent", async () => {
  const place = await world.place([]);
  await expect(upload(place, "big.csv", "1".repeat(1_100_000))).rejects.toThrow(
    "Small Reader takes files of up to 1 MB",
  );
});

test("an agent without files, an unknown agent and a foreign session are refused", async () => {
  const place = await world.place([]);
  const stranger = await world.place([]);
  await expect(upload(place, "a.csv", "a\n1\n", "deaf")).rejects.toMatchObject({ code: "validation_failed" });
  await expect(upload(place, "a.csv", "a\n1\n", "nobody")).rejects.toMatchObject({ code: "not_found" });
  await expect(upload({ ...place, ctx: stranger.ctx }, "a.csv", "a\n1\n")).rejects.toMatchObject({ code: "not_found" });
});
