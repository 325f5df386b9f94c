import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { transaction } from "#lib/adapters/postgres/transaction.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import type { WorkflowOutcome } from "#lib/domain/workflow/outcome.ts";
import { waitForLock } from "#lib/testing/database.ts";
import { createWorkflowWorld, type WorkflowWorld } from "#lib/testing/workflow-world.ts";
import { cancelRun } from "./cancel-run.ts";
import type { StepInput, WorkflowDefinition } from "./definition.ts";
import { retryRun } from "./retry-run.ts";
import { startWorkflow } from "./start-workflow.ts";

let world: WorkflowWorld;
beforeAll(async () => {
  world = await createWorkflowWorld();
});
afterAll(() => world.close());

type Work = (input: StepInput<object>) => Promise<string>;

/** A workflow of three steps whose middle one does what the test wants. */
function threeSteps(work: Work, changes: { retries?: number; timeoutMs?: number } = {}) {
  const ran: string[] = [];
  const step = (name: string, run: Work): WorkflowDefinition["steps"][number] => ({
    name,
    label: `Do ${name}`,
    service: name === "middle" ? "DataAnalyzer" : null,
    weight: name === "middle" ? 2 : 1,
    retries: changes.retries ?? 0,
    timeoutMs: changes.timeoutMs ?? 60_000,
    async run(input) {
      ran.push(name);
      const output = await run(input);
      return { output, contribution: `${name} gave ${output}` };
    },
  });
  const workflow: WorkflowDefinition = {
    type: `test_${randomUUID().slice(0, 8)}`,
    title: "Test workflow",
    description: "",
    icon: "flask",
    orchestrator: "TestOrchestrator",
    params: z.strictObject({ fileIds: z.array(z.uuid()).default([]), word: z.string().default("done") }),
    services: ["DataAnalyzer"],
    limits: { turns: null, thinkingTokens: null, timeMs: 60_000 },
    model: "none",
    tools: [],
    systemPrompt: null,
    steps: [step("first", async () => "one"), step("middle", work), step("last", async () => "three")],
    filesOf: (params) => (params as { fileIds: string[] }).fileIds,
    conclude: (_params, outputs) => ({
      result: { summary: `All: ${Object.values(outputs).join(", ")}`, tables: [], charts: [], facts: ["It is done."] },
      state: { key: "test", data: { outputs: { ...outputs } } },
      subject: "A test",
    }),
  };
  return { workflow, ran };
}

async function start(work: Work, changes?: Parameters<typeof threeSteps>[1]) {
  const { workflow, ran } = threeSteps(work, changes);
  const place = await world.place([workflow]);
  const run = await startWorkflow({
    ctx: place.ctx,
    input: {
      sessionId: place.sessionId,
      workflowType: workflow.type,
      params: {},
      startedBySlug: "content-liaison",
    },
  });
  return { ...place, workflow, ran, runId: run.id };
}

test("a run ends with its result, one message, one state entry and the session's subject", async () => {
  const { runId, ran, execute, look } = await start(async () => "two");
  expect((await look()).run).toMatchObject({ status: "queued", progress: 0 });
  await execute(0);

  const { run, messages, entries, session, facts } = await look();
  expect(ran).toEqual(["first", "middle", "last"]);
  expect(run).toMatchObject({ status: "completed", progress: 100, currentStep: null, error: null });
  expect(run.steps.map((step) => [step.name, step.status, step.attempts])).toEqual([
    ["first", "completed", 1],
    ["middle", "completed", 1],
    ["last", "completed", 1],
  ]);
  expect(messages.map((message) => textOf(message.parts))).toEqual(["All: one, two, three"]);
  expect(messages[0]).toMatchObject({ role: "assistant", status: "complete", sequence: 1 });
  expect(session.subject).toBe("A test");
  expect(entries).toMatchObject([
    {
      key: "test",
      stateData: { outputs: { first: "one", middle: "two", last: "three" } },
      orchestratorMetadata: {
        createdByOrchestrator: "TestOrchestrator",
        workflowId: runId,
        enablingServiceContributions: [{ service: "DataAnalyzer", contribution: "middle gave two" }],
        delegationChain: ["content-liaison", "TestOrchestrator", "DataAnalyzer"],
      },
    },
  ]);
  expect(facts.filter((fact) => fact.type !== "workflow.progress").map((fact) => fact.type)).toEqual([
    "session.created",
    "conversation.started",
    "workflow.started",
    "workflow.completed",
    "state.stored",
    "message.created",
  ]);
  const progress = facts.flatMap((fact) => (fact.type === "workflow.progress" ? [fact.progress] : []));
  expect(progress).toEqual([0, 25, 25, 75, 75, 100]);
});

test("the orchestrator context follows from the facts: active while it runs, services counted, delegation kept", async () => {
  let during: unknown;
  const { execute, look } = await start(async () => {
    during = await world.reads.orchestratorContext(sessionId);
    return "two";
  });
  const { sessionId } = (await look()).run;
  await execute(0);
  const { session } = await look();
  expect(during).toMatchObject({
    activeOrchestrators: [
      { orchestratorName: "TestOrchestrator", status: "running", enablingServices: ["DataAnalyzer"] },
    ],
    workflowDelegationChain: ["content-liaison", "TestOrchestrator", "DataAnalyzer"],
  });
  expect(session.orchestratorContext).toMatchObject({
    activeOrchestrators: [],
    enablingServices: { DataAnalyzer: { invocations: 1 } },
  });
});

test("a run that was cut off goes on after its completed steps, on another process, and ends once", async () => {
  const cut = new AbortController();
  let attempts = 0;
  const { ran, execute, look } = await start(async ({ signal }) => {
    if (++attempts > 1) return "two";
    cut.abort(new Error("The process goes."));
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  await expect(execute(0, cut.signal)).rejects.toThrow("The process goes.");
  expect((await look()).run).toMatchObject({ status: "running", progress: 25 });

  await Promise.all([execute(0), execute(0)]);
  await execute(0);
  const { run, messages, entries } = await look();
  expect(run.status).toBe("completed");
  expect(ran.filter((name) => name === "first")).toHaveLength(1);
  expect(messages).toHaveLength(1);
  expect(entries).toHaveLength(1);
});

test("a process that has lost the run writes nothing more", async () => {
  const taken = Promise.withResolvers<void>();
  const slow = Promise.withResolvers<void>();
  let attempts = 0;
  const { execute, look } = await start(async () => {
    if (++attempts > 1) return "two";
    taken.resolve();
    await slow.promise;
    return "stale";
  });
  const zombie = execute(0);
  await taken.promise;
  await execute(0);
  slow.resolve();
  await zombie;
  const { run, messages, entries } = await look();
  expect(run).toMatchObject({ status: "completed", result: { summary: "All: one, two, three" } });
  expect(messages).toHaveLength(1);
  expect(entries).toHaveLength(1);
});

test("a run is taken over only once the lease of its process has lapsed", async () => {
  const { runId } = await start(async () => "two");
  const lease = (until: string) =>
    world.pool.query(
      `insert into executors (id, role, leased_until) values ('one', 'all', now() + $1::interval)
       on conflict (id) do update set leased_until = excluded.leased_until`,
      [until],
    );
  const [one, other] = [world.createProcess("one"), world.createProcess("other")];
  await lease("1 minute");
  expect(await one.claim(runId, 0)).toMatchObject({ epoch: 1 });
  await expect(other.claim(runId, 0)).rejects.toMatchObject({ code: "turn_in_progress" });
  await lease("-1 second");
  expect(await other.claim(runId, 0)).toMatchObject({ epoch: 2 });
  expect(await other.claim(runId, 1)).toBeNull();
});

test.each([
  ["the run's end finds it ended", "update workflow_runs set status = 'completed' where id = $1", null],
  [
    "the end of a step goes on after it",
    `update workflow_steps set status = 'completed', output = '"one"' where run_id = $1 and name = 'first'`,
    { outputs: { first: "one" } },
  ],
])("a claim that comes while its process commits %s", async (_what, statement, expected) => {
  const { runId } = await start(async () => "two");
  const { claimed } = await transaction(world.pool, async (client) => {
    await client.query("select from workflow_runs where id = $1 for no key update", [runId]);
    await client.query(statement, [runId]);
    const claimed = world.createProcess("this").claim(runId, 0);
    await waitForLock(world.pool, "from workflow_runs");
    return { claimed };
  });
  if (expected) expect(await claimed).toMatchObject(expected);
  else expect(await claimed).toBeNull();
});

test("of two retries in the same instant one queues the run, and the other hears that it is queued", async () => {
  const { ctx, runId, execute, look } = await start(async () => {
    throw new DomainError("file_broken", "sales.pdf cannot be read: it is damaged.");
  });
  await execute(0);
  const retries = await Promise.allSettled(Array.from({ length: 6 }, () => retryRun({ ctx, input: { runId } })));
  const refused = retries.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused).toHaveLength(5);
  for (const reason of refused) expect(reason).toMatchObject({ code: "run_not_retryable" });
  expect(await world.createProcess("this").position(runId)).toMatchObject({ segment: 1 });
  expect((await look()).facts.filter((fact) => fact.type === "workflow.started")).toHaveLength(2);
});

test("a step tells how far it is, without counting as another use of its service", async () => {
  const { execute, look } = await start(async ({ report }) => {
    report(0.5);
    report(0.9); // too soon after the first: dropped
    return "two";
  });
  await execute(0);
  const { facts, session } = await look();
  const within = facts.filter((fact) => fact.type === "workflow.progress" && fact.step === null);
  expect(within).toMatchObject([{ progress: 50, currentStep: "middle" }]);
  expect(session.orchestratorContext.enablingServices.DataAnalyzer?.invocations).toBe(1);
});

test("a failure that may pass is tried again, and the attempts are visible", async () => {
  let attempts = 0;
  const { execute, look } = await start(
    async () => {
      if (++attempts < 2) throw new DomainError("service_failed", "The worker went away.");
      return "two";
    },
    { retries: 2 },
  );
  await execute(0);
  const { run, facts } = await look();
  expect(run.status).toBe("completed");
  expect(run.steps[1]).toMatchObject({ status: "completed", attempts: 2, error: null });
  const faltered = facts.find((fact) => fact.type === "workflow.progress" && fact.step?.error);
  expect(faltered).toMatchObject({ step: { name: "middle", error: { message: "The worker went away." } } });
});

test("a step that takes too long is ended and counts as failed", async () => {
  let ended = false;
  const { execute, look } = await start(
    ({ signal }) =>
      new Promise(() => {
        signal.addEventListener("abort", () => {
          ended = true;
        });
      }),
    { timeoutMs: 50 },
  );
  await execute(0);
  expect(ended).toBe(true);
  expect((await look()).run.error).toMatchObject({ code: "service_timeout", retryable: true });
});

test("a failed run says in the conversation what happened, and a retry goes on from the failed step, in an open session", async () => {
  let broken = true;
  const { ctx, runId, ran, execute, look, faults } = await start(async () => {
    if (broken) throw new DomainError("file_broken", "sales.pdf cannot be read: it is damaged.");
    return "two";
  });
  await execute(0);
  const failed = await look();
  expect(failed.run).toMatchObject({ status: "failed", currentStep: "middle", error: { code: "file_broken" } });
  expect(failed.run.steps.map((step) => step.status)).toEqual(["completed", "failed", "pending"]);
  expect(failed.messages).toHaveLength(1);
  expect(textOf(failed.messages[0]?.parts ?? [])).toContain("sales.pdf cannot be read");
  expect(failed.messages[0]?.parts).toContainEqual({ type: "run", runId, workflowType: failed.run.type });
  expect(faults).toEqual([]);

  broken = false;
  const { sessionId } = failed.run;
  const put = (status: "stopped" | "completed") =>
    world.store.commit({ sessions: [{ id: sessionId, status, at: world.now() }] });
  await put("stopped");
  await expect(retryRun({ ctx, input: { runId } })).rejects.toMatchObject({ code: "session_closed" });
  await put("completed");
  const again = await retryRun({ ctx, input: { runId } });
  expect((await look()).session.status).toBe("active");
  expect(again).toMatchObject({ status: "queued", error: null });
  expect(world.started.at(-1)).toEqual({ runId, segment: 1 });
  await execute(0);
  expect((await look()).run.status).toBe("queued");
  await execute(1);
  const done = await look();
  expect(done.run).toMatchObject({ status: "completed", error: null });
  expect(ran.filter((name) => name === "first")).toHaveLength(1);
  expect(done.messages).toHaveLength(2);
  await expect(retryRun({ ctx, input: { runId } })).rejects.toMatchObject({ code: "run_not_retryable" });
});

test("our own fault is reported to the operator and worded without its details", async () => {
  const { execute, look, faults } = await start(async () => {
    throw new Error("password=hunter2");
  });
  await execute(0);
  const { run, messages } = await look();
  expect(run.error).toMatchObject({ code: "internal", retryable: true });
  expect(JSON.stringify([run, messages])).not.toContain("hunter2");
  expect(faults).toHaveLength(1);
});

test.each([
  [
    "cannot be made",
    () => {
      throw new Error("No such column.");
    },
  ],
  ["cannot be stored", (outcome: WorkflowOutcome) => ({ ...outcome, state: { key: null as never, data: null } })],
])("a run whose result %s has failed, instead of never ending", async (_what, conclude) => {
  const { execute, look, workflow, faults } = await start(async () => "two");
  const outcome = workflow.conclude({}, {});
  workflow.conclude = () => conclude(outcome);
  await execute(0);
  const { run, messages, entries } = await look();
  expect(run).toMatchObject({ status: "failed", error: { code: "internal" } });
  expect(messages).toHaveLength(1);
  expect(entries).toEqual([]);
  expect(faults).toHaveLength(1);
});

test("cancel ends the work in flight, and a cancelled run can be retried", async () => {
  const begun = Promise.withResolvers<void>();
  let calls = 0;
  const { ctx, runId, execute, look, ran } = await start(({ signal }) => {
    if (++calls > 1) return Promise.resolve("two");
    begun.resolve();
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  const running = execute(0);
  await begun.promise;
  await cancelRun({ ctx, input: { runId } });
  await running;
  const { run, messages } = await look();
  expect(run).toMatchObject({ status: "cancelled", error: null });
  expect(run.steps.map((step) => step.status)).toEqual(["completed", "cancelled", "pending"]);
  expect(messages).toEqual([]);
  expect(ran).not.toContain("last");
  await expect(cancelRun({ ctx, input: { runId } })).rejects.toMatchObject({ code: "run_not_active" });

  await retryRun({ ctx, input: { runId } });
  await execute(1);
  expect((await look()).run.status).toBe("completed");
});

test("a run that was begun while its session was being stopped ends without a step", async () => {
  const { sessionId, ran, execute, look } = await start(async () => "two");
  await world.pool.query("update sessions set status = 'stopped' where id = $1", [sessionId]);
  await execute(0);
  expect((await look()).run.status).toBe("cancelled");
  expect(ran).toEqual([]);
});

test("a run that nobody executes yet is cancelled at once and never begins", async () => {
  const { ctx, runId, execute, look, ran } = await start(async () => "two");
  await cancelRun({ ctx, input: { runId } });
  expect((await look()).run.status).toBe("cancelled");
  await execute(0);
  expect(ran).toEqual([]);
});

test("a message that people write meanwhile takes its place, and the result follows it", async () => {
  const { conversation, execute, look } = await start(async () => {
    await world.say(conversation, { parts: [{ type: "text", text: "Is it done?" }] });
    return "two";
  });
  await execute(0);
  const { messages } = await look();
  expect(messages.map((message) => [message.sequence, message.role])).toEqual([
    [1, "user"],
    [2, "assistant"],
  ]);
  expect(messages[1]?.parentId).toBe(messages[0]?.id);
});

test("a second run of a type in a session is refused and the running one named", async () => {
  const { ctx, sessionId, workflow, runId, look } = await start(async () => "two");
  const again = { ctx, input: { sessionId, workflowType: workflow.type, params: {} } };
  await expect(startWorkflow(again)).rejects.toMatchObject({ code: "workflow_already_active", details: { runId } });
  const same = await startWorkflow({ ctx, input: { ...again.input, runId } });
  expect(same).toEqual((await look()).run);
});

test("an unknown workflow, wrong parameters, a foreign file and a foreign session are refused", async () => {
  const { ctx, sessionId, workflow } = await start(async () => "two");
  const other = await world.place([workflow]);
  const fileId = await world.file(other);
  const ask = (input: object) =>
    startWorkflow({ ctx, input: { sessionId, workflowType: workflow.type, params: {}, ...input } });
  await expect(ask({ workflowType: "astrology" })).rejects.toMatchObject({
    code: "workflow_unknown",
    message: expect.stringContaining(workflow.type),
  });
  await expect(ask({ params: { word: 7 } })).rejects.toMatchObject({
    code: "workflow_params_invalid",
    details: { errors: [{ path: "word" }] },
  });
  await expect(ask({ params: { fileIds: [fileId] } })).rejects.toMatchObject({ code: "not_found" });
  await expect(ask({ sessionId: other.sessionId })).rejects.toMatchObject({ code: "not_found" });
});
