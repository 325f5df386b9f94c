import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Message } from "#lib/domain/session/parts.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { startServer } from "#lib/testing/server.ts";

const FILES = 8;
const TABLE = Array.from({ length: 20_000 }, (_, row) => `2025-01-${(row % 28) + 1},Region ${row % 9},${row % 977}`);
const CSV = `date,region,revenue\n${TABLE.join("\n")}\n`;

async function makeUser(home: string): Promise<string> {
  const script = ["scripts/node.mjs", "lib/server/cli.ts", "create-user", "--api-key"];
  const facts = ["--email", "ada@example.org", "--password", "correct horse", "--workspace", "Test"];
  const env = { ...process.env, THROUGHLINE_HOME: home, DATABASE_URL: "" };
  const { stdout } = await promisify(execFile)(process.execPath, [...script, ...facts], { cwd: projectRoot, env });
  return JSON.parse(stdout).apiKey;
}

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
        if (wanted(run) || run.status === "failed") return run;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

test("a run that a kill -9 interrupts goes on after the next start and reports once", {
  timeout: 240_000,
}, async () => {
  const home = await mkdtemp(join(tmpdir(), "throughline-home-"));
  const first = await startServer({ home });
  const apiKey = await makeUser(home);
  const api = apiOf(first.origin, apiKey);
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
  const cut = await api.until(runId, (run) => run.currentStep === "analyse");
  expect(cut.status).toBe("running");
  await first.kill("SIGKILL");

  const second = await startServer({ home });
  try {
    const again = apiOf(second.origin, apiKey);
    const run = await again.until(runId, ({ status }) => status === "completed");
    expect(run).toMatchObject({ status: "completed", progress: 100, error: null });
    expect(run.steps.map((step) => step.attempts)).toEqual([1, 1, 2, 1, 1]);
    const { items } = await again.get<{ items: Message[] }>(liaison);
    const reports = items.filter((message) => message.parts.some((part) => part.type === "chart"));
    expect(reports).toHaveLength(1);
    expect(reports[0]?.parts.filter((part) => part.type === "table")).toHaveLength(FILES);
    const state = await again.get<{ items: { key: string }[] }>(`/api/sessions/${sessionId}/state`);
    expect(state.items.map((entry) => entry.key)).toEqual(["content_analysis"]);
  } finally {
    await second.stop();
    await rm(home, { recursive: true, force: true });
  }
});
