import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import type { Message } from "#lib/domain/session/parts.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { createApiClient, streamed } from "#lib/testing/api-client.ts";
import { createCluster, createHouse } from "#lib/testing/house.ts";

const FILES = 8;
const TABLE = Array.from({ length: 20_000 }, (_, row) => `2025-01-${(row % 28) + 1},Region ${row % 9},${row % 977}`);
const CSV = `date,region,revenue\n${TABLE.join("\n")}\n`;

/** The API as one person uses it. */
function apiOf(origin: string, apiKey: string) {
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = async <Body>(path: string, init: RequestInit): Promise<Body> => {
    const response = await fetch(origin + path, init);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    get: <Body>(path: string) => answer<Body>(path, { headers }),
    post: <Body>(path: string, body: object | FormData) =>
      answer<Body>(path, {
        method: "POST",
        headers: body instanceof FormData ? headers : { ...headers, "content-type": "application/json" },
        body: body instanceof FormData ? body : JSON.stringify(body),
      }),
    /** The run as soon as it is as wanted. */
    async until(runId: string, wanted: (run: Run) => boolean): Promise<Run> {
      for (;;) {
        const run = await this.get<Run>(`/api/workflows/runs/${runId}`);
        if (wanted(run) || run.status === "failed" || run.status === "completed") return run;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

type Api = ReturnType<typeof apiOf>;

/** A run over files, in a session of its own. */
async function startAnalysis(api: Api) {
  const { id: sessionId } = await api.post<{ id: string }>("/api/sessions", {});
  const liaison = `/api/sessions/${sessionId}/conversations/content-liaison`;
  await api.post(`${liaison}/messages`, { text: "Here come my files." });
  const fileIds: string[] = [];
  for (let file = 0; file < FILES; file++) {
    const form = new FormData();
    form.append("sessionId", sessionId);
    form.append("agent", "content-liaison");
    form.append("file", new File([CSV], `sales ${file}.csv`));
    fileIds.push((await api.post<{ id: string }>("/api/files", form)).id);
  }
  const { runId } = await api.post<{ runId: string }>("/api/workflow", {
    sessionId,
    workflowType: "content_analysis",
    params: { fileIds },
    startedBySlug: "content-liaison",
  });
  return { sessionId, liaison, runId };
}

/** It has ended once and said so once, although its analysis was cut off. */
async function expectDone(api: Api, { sessionId, liaison, runId }: Awaited<ReturnType<typeof startAnalysis>>) {
  const run = await api.until(runId, ({ status }) => status === "completed");
  expect(run).toMatchObject({ status: "completed", progress: 100, error: null });
  expect(run.steps.map((step) => step.attempts)).toEqual([1, 1, 2, 1, 1]);
  const { items } = await api.get<{ items: Message[] }>(liaison);
  const reports = items.filter((message) => message.parts.some((part) => part.type === "chart"));
  expect(reports).toHaveLength(1);
  expect(reports[0]?.parts.filter((part) => part.type === "table")).toHaveLength(FILES);
  const state = await api.get<{ items: { key: string }[] }>(`/api/sessions/${sessionId}/state`);
  expect(state.items.map((entry) => entry.key)).toEqual(["content_analysis"]);
}

test("a run that a kill -9 interrupts goes on after the next start and reports once", {
  timeout: 240_000,
}, async (context) => {
  const house = await createHouse(context);
  const first = await house.start();
  const apiKey = await house.createUser();
  const api = apiOf(first.origin, apiKey);
  const analysis = await startAnalysis(api);
  const cut = await api.until(analysis.runId, (run) => run.currentStep === "analyse");
  expect(cut.status).toBe("running");
  await first.kill("SIGKILL");
  const second = await house.start();
  await expectDone(apiOf(second.origin, apiKey), analysis);
});

/** This project as a later build: another version, and another text of the function that the engine knows. */
async function makeNextVersion({ onTestFinished }: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "throughline-next-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const part of ["lib", "prisma"]) await cp(join(projectRoot, part), join(root, part), { recursive: true });
  await symlink(join(projectRoot, "node_modules"), join(root, "node_modules"));
  const edit = async (file: string, from: string, to: string): Promise<void> => {
    const text = await readFile(join(projectRoot, file), "utf8");
    expect(text).toContain(from);
    await writeFile(join(root, file), text.replace(from, to));
  };
  await edit("package.json", '"version": "', '"version": "99.');
  const body = "async (id, segment) => {";
  await edit("lib/adapters/engine/durable-work.ts", body, `${body} void segment;`);
  return root;
}

test.for([
  ["is drained", "SIGTERM"],
  ["is killed", "SIGKILL"],
] as const)(
  "what an old version that %s had begun is ended by the new one beside it",
  {
    timeout: 240_000,
  },
  async ([, signal], context) => {
    const cluster = await createCluster(context);
    const [old, web] = [await cluster.start({ SHUTDOWN_GRACE: "1" }), await cluster.start({ THROUGHLINE_ROLE: "web" })];
    await cluster.start({ THROUGHLINE_ROLE: "worker" }, await makeNextVersion(context));
    const apiKey = await cluster.createUser();
    const [api, client] = [apiOf(old.origin, apiKey), createApiClient(old.origin, apiKey)];
    const analysis = await startAnalysis(api);
    const sessionId = await client.createSession();
    const { turnId } = await client.send(sessionId, "stream 1000 at 50");
    const reader = await createApiClient(web.origin, apiKey).follow(sessionId);
    await reader.until((now) => now.text(turnId).length > 50);
    const cut = await api.until(analysis.runId, (run) => run.currentStep === "analyse");
    expect(cut.status).toBe("running");
    await old.kill(signal);

    await reader.untilEnd(turnId);
    expect(reader.text(turnId)).toBe(streamed(1000));
    expect(reader.entries.filter((one) => one.type === "turn.started").at(-1)).toMatchObject({ epoch: 2 });
    await expectDone(apiOf(web.origin, apiKey), analysis);
  },
);
