import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileStorage } from "#lib/adapters/files/file-storage.ts";
import { createRuns } from "#lib/adapters/postgres/runs.ts";
import type { Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { Invalidations } from "#lib/application/ports/live.ts";
import type { WorkflowDefinition } from "#lib/application/workflows/definition.ts";
import { runWorkflow } from "#lib/application/workflows/run-workflow.ts";
import { testLimits } from "./rate-limits.ts";
import { createSessionWorld } from "./session-world.ts";

/** A session world with runs, files and a person in a session; a test executes a run's segments itself. */
export async function createWorkflowWorld(given: Partial<Ports> = {}) {
  const world = await createSessionWorld();
  const home = await mkdtemp(join(tmpdir(), "throughline-files-"));
  const files = await createFileStorage(home);
  const createProcess = (executorId: string) =>
    createRuns({ pool: world.pool, invalidations: localInvalidations(), executorId });
  const runs = createProcess("this");
  const started: { runId: string; segment: number }[] = [];
  const engine = {
    startTurn: () => {},
    startMemory: () => {},
    startRun: (runId: string, segment: number) => void started.push({ runId, segment }),
  };

  const place = async (workflows: readonly WorkflowDefinition[]) => {
    const owner = await world.person();
    const sessionId = await world.session(owner);
    const conversation = await world.conversation(owner, sessionId, "content-liaison");
    const rateLimits = testLimits();
    const ports = {
      rateLimits,
      ...given,
      store: world.store,
      sessions: world.reads,
      runs,
      files,
      engine,
      workflows,
    } as Ports;
    const ctx: Context = {
      actor: { kind: "user", userId: owner.userId, authSessionId: randomUUID() },
      workspaceId: owner.workspaceId,
      role: "member",
      correlationId: "test",
      door: "test",
      now: world.now,
      newId: randomUUID,
      ports,
    };
    const faults: unknown[] = [];
    const newestRun = async () => {
      const { items } = await world.reads.runs(owner, { sessionId, limit: 1 });
      if (!items[0]) throw new Error("The session has no run.");
      return items[0];
    };
    /** Executes a segment of the session's newest run as a process would. */
    const execute = async (segment: number, stopping = new AbortController().signal): Promise<void> => {
      const { id: runId } = await newestRun();
      const onFault = (_message: string, error: unknown) => void faults.push(error);
      await runWorkflow({ ports, runId, segment, now: world.now, stopping, onFault });
    };
    /** Everything that readers find. */
    const look = async () => {
      const session = await world.reads.view(owner, sessionId, 100);
      if (!session) throw new Error("The session is there.");
      return {
        session,
        run: await newestRun(),
        messages: session.messages[conversation.id] ?? [],
        entries: await world.reads.stateEntries(owner, sessionId),
        facts: await world.reads.feedAfter(sessionId, 0, 1_000),
      };
    };
    return { owner, sessionId, conversation, ctx, execute, look, faults };
  };
  type Place = Awaited<ReturnType<typeof place>>;

  /** A file of the session with these bytes. */
  const file = async ({ owner, sessionId }: Place, name = "sales.csv", content = "a,b\n1,2\n"): Promise<string> => {
    const fileId = randomUUID();
    const { size, sha256 } = await files.write(fileId, new Blob([content]).stream(), 100_000_000);
    const row = { fileId, sessionId, ownerId: owner.userId, workspaceId: owner.workspaceId, name, size, sha256 };
    await world.store.commit({
      files: [{ ...row, mediaType: "text/csv", fileType: "csv", createdAt: world.now() }],
    });
    return fileId;
  };

  const close = async (): Promise<void> => {
    await world.close();
    await rm(home, { recursive: true, force: true });
  };

  return { ...world, createProcess, started, place, file, close };
}

export type WorkflowWorld = Awaited<ReturnType<typeof createWorkflowWorld>>;

/** One process's worth of notices. */
function localInvalidations(): Invalidations {
  const listeners = new Map<string, Set<(key: string) => void>>();
  return {
    publish(topic, key) {
      for (const listener of listeners.get(topic) ?? []) listener(key);
    },
    subscribe(topic, onKey) {
      const all = listeners.get(topic) ?? new Set();
      listeners.set(topic, all.add(onKey));
      return { close: () => void all.delete(onKey) };
    },
  };
}
