import { randomUUID } from "node:crypto";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { createAuditLog } from "#lib/adapters/postgres/audit-reads.ts";
import { createBudgets } from "#lib/adapters/postgres/budgets.ts";
import { createBus } from "#lib/adapters/postgres/bus.ts";
import { createStore } from "#lib/adapters/postgres/commit.ts";
import { createLiveFeed } from "#lib/adapters/postgres/live-feed.ts";
import { createMembers } from "#lib/adapters/postgres/members.ts";
import { createMemberships } from "#lib/adapters/postgres/memberships.ts";
import { createMemories } from "#lib/adapters/postgres/memories.ts";
import { createPool } from "#lib/adapters/postgres/pool.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createTakenTurns } from "#lib/adapters/postgres/taken-turns.ts";
import { createTurns } from "#lib/adapters/postgres/turns.ts";
import { createCalculator } from "#lib/adapters/services/calculator.ts";
import type { Context } from "#lib/application/context.ts";
import { onlyModel } from "#lib/application/llm/only-model.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { LanguageModel, ModelCall, ModelChain, ModelStreamPart } from "#lib/application/ports/models.ts";
import type { Viewer } from "#lib/application/ports/reads.ts";
import type { Tool } from "#lib/application/tools/tool.ts";
import type { Retrying } from "#lib/application/turns/ask-models.ts";
import { runTurn } from "#lib/application/turns/run-turn.ts";
import { agentDefinitions, createCatalog } from "#lib/catalog/index.ts";
import { tools as everyTool } from "#lib/catalog/tools/index.ts";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import { contextOfTurn } from "#lib/server/system-context.ts";
import { sendAsOwner } from "#lib/testing/send-as-owner.ts";
import { testLimits } from "./rate-limits.ts";
import { createSessionWorld } from "./session-world.ts";

/** An agent of the tests: a model with the tools that a test needs. */
const worker: AgentDefinition = {
  ...(agentDefinitions.find((one) => one.slug === "guide") as AgentDefinition),
  slug: "worker",
  name: "Worker",
  slugAliases: [],
  routePaths: ["worker"],
  systemPrompt: "You are a worker.",
  tools: ["tally", "approved_tally", "hand_off", "calculate", "mail", "slow", "ask_choice", "ask_form", "ask_confirm"],
  handsOffTo: ["luca"],
};

/** What a process does at the port of a store or of turns, so that a test can end it there. */
export type Moment = `${"before" | "after"} ${"commit" | "settle"} ${number}`;

class Killed extends Error {}

/** Processes on one database, without an engine: a test runs each segment itself, as often and wherever it likes. */
export async function createTurnWorld() {
  const world = await createSessionWorld();
  const closers: (() => Promise<void>)[] = [];
  const started: string[] = [];
  const memoriesBegun: string[] = [];
  const catalog = createCatalog({ testAgent: true }, [...agentDefinitions, worker]);

  /** A process; at the moment it dies, or loses its database for once, having written what it had written. */
  const createProcess = async (moment?: Moment, fate: "dies" | "is cut off" = "dies") => {
    const executorId = randomUUID();
    const faults: unknown[] = [];
    const pauses: number[] = [];
    const retrying: Retrying = { random: () => 0, pause: async (ms) => void pauses.push(ms) };
    const onError = (_message: string, error: unknown): void => void faults.push(error);
    const pool = createPool({ connectionString: world.url, max: 8, idleTimeoutMillis: 1_000 }); // a world has hundreds
    const bus = createBus({ databaseUrl: world.url, executorId, pool, onError });
    await bus.start();
    const { log, hub } = createLiveFeed({ pool, bus, feedAfter: world.reads.feedAfter, onError });
    const prisma = createPrisma(pool);
    const stopping = new AbortController();
    let counts = { commit: 0, settle: 0 };
    let left = moment;
    /** Passes a call on, unless the process dies before or after it. */
    const mortal =
      <Input, Result>(name: "commit" | "settle", call: (input: Input) => Promise<Result>) =>
      async (input: Input): Promise<Result> => {
        const n = ++counts[name];
        const failIf = (now: Moment): void => {
          if (now !== left) return;
          left = undefined;
          if (fate === "is cut off") throw new DomainError("unavailable", "The database cannot be reached.");
          stopping.abort();
          throw new Killed(now);
        };
        failIf(`before ${name} ${n}`);
        const result = await call(input);
        failIf(`after ${name} ${n}`);
        return result;
      };
    // A test begins the turns itself, and takes its time.
    const taken = createTakenTurns(executorId, 60_000);
    const store = createStore(pool, hub.entries, taken);
    const turns = createTurns({ pool, bus, log, hub, executorId, taken });
    const ports = {
      catalog,
      rateLimits: testLimits(),
      store: { commit: mortal("commit", store.commit) },
      turns: { ...turns, settle: mortal("settle", turns.settle) },
      sessions: world.reads,
      agents: createAgentReads(pool),
      memories: createMemories({ pool, executorId }),
      memberships: createMemberships(prisma, pool),
      accounts: createMembers(pool),
      engine: {
        startTurn: (turnId: string) => void started.push(turnId),
        startRun: () => {},
        startMemory: (memoryId: string) => void memoriesBegun.push(memoryId),
      },
      services: { calculator: createCalculator() },
      auditLog: createAuditLog(prisma, pool),
      budgets: createBudgets({ pool, prisma, invalidations: bus, now: Date.now }),
    } as unknown as Ports;
    closers.push(async () => {
      hub.close();
      await log.close();
      await bus.close();
      await prisma.$disconnect();
      await pool.end();
    });
    /** Runs a segment to its end, or to the process's. True when the process outlived it. */
    const run = async (
      turnId: string,
      model: LanguageModel | ModelChain,
      tools: readonly Tool[] = [],
    ): Promise<boolean> => {
      counts = { commit: 0, settle: 0 };
      try {
        await runTurn({
          ports,
          turnId,
          tools: [...everyTool, ...tools],
          contextFor: (turn) => contextOfTurn(ports, turn),
          retrying,
          resolveModels: async () =>
            "doStream" in model
              ? onlyModel(model, { configId: null, provider: "test", model: "test", name: "Test" })
              : model,
          onFault: onError,
          stopping: stopping.signal,
        });
        return true;
      } catch (error) {
        if (error instanceof Killed) return false;
        throw error;
      }
    };
    return { executorId, ports, run, hub, taken, faults, pauses, retrying, stopping };
  };

  const contextOf = (ports: Ports, { workspaceId, userId }: Viewer): Context => ({
    actor: { kind: "user", userId, authSessionId: randomUUID() },
    workspaceId,
    role: "member",
    correlationId: "test",
    door: "test",
    now: () => new Date().toISOString(),
    newId: randomUUID,
    ports,
  });

  const person = async (workspaceId?: string): Promise<Viewer> => {
    const viewer = await world.person(workspaceId);
    const values = [viewer.workspaceId, viewer.userId];
    await world.pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'member')", values);
    return viewer;
  };

  /** A person in a new session who has sent a message that nobody has answered yet. */
  const ask = async ({ ports }: { ports: Ports }, text = "Do it.", agent = "worker", as?: Viewer) => {
    const owner = as ?? (await person());
    const sessionId = await world.session(owner);
    const ctx = contextOf(ports, owner);
    const sent = await sendAsOwner({ ctx, input: { sessionId, agent, text } });
    return { owner, sessionId, ctx, ...sent };
  };

  /** Everything that readers find of a session. */
  const look = async ({ owner, sessionId, turnId }: { owner: Viewer; sessionId: string; turnId: string }) => {
    const facts = await world.reads.feedAfter(sessionId, 0, 10_000);
    const message = await world.reads.message(owner, sessionId, turnId);
    if (!message) throw new Error("The answer is there.");
    const own = facts.filter((fact) => "turnId" in fact && fact.turnId === turnId);
    return { facts, own: own.map((fact) => fact.type), message, tally: (key: string) => tally(owner, key) };
  };
  const tally = (owner: Viewer, key: string): Promise<number> => world.agents.tally(owner.workspaceId, key);

  const close = async (): Promise<void> => {
    for (const one of closers) await one();
    await world.close();
  };
  return { ...world, person, catalog, started, memoriesBegun, createProcess, contextOf, ask, look, close };
}

/** A tool with an effect that we cannot take back. */
export function createMail(during: () => void | Promise<void> = () => {}) {
  const sent: Json[] = [];
  const tool: Tool = {
    name: "mail",
    label: "Sending",
    sideEffect: "outside",
    available: () => true,
    describe: () => ({ description: "Sends a mail.", inputSchema: { type: "object" } }),
    async run(input) {
      sent.push(input);
      await during();
      return { output: { sent: true } };
    },
  };
  return { tool, sent };
}

export type TurnWorld = Awaited<ReturnType<typeof createTurnWorld>>;

export const isGapless = (facts: readonly Pick<FeedEntry, "sequence">[]): boolean =>
  facts.every((fact, index) => fact.sequence === index + 1);

/** What a model says at one call: texts, tool calls `[name, input]`, or something that it does. */
type Said = string | [tool: string, input: object] | (() => Promise<void> | void);

/**
 * A model that is code: it says the lines of its place in the conversation, which is how many of its answers with
 * calls are in the prompt. `prompts` holds what it was asked.
 */
export function createScriptedModel(answers: Said[][]) {
  const calls: ModelCall[] = [];
  async function* speak(call: ModelCall): AsyncGenerator<ModelStreamPart> {
    const user = call.prompt.findLastIndex((message) => message.role === "user");
    const n = call.prompt.slice(user + 1).filter((message) => message.role === "tool").length;
    for (const [index, said] of (answers[n] ?? []).entries()) {
      if (typeof said === "function") await said();
      else if (typeof said === "string") yield { type: "text-delta", id: "t", delta: said };
      else
        yield {
          type: "tool-call",
          toolCallId: `call-${n}-${index}`,
          toolName: said[0],
          input: JSON.stringify(said[1]),
        };
    }
    yield {
      type: "finish",
      finishReason: { unified: "stop", raw: "stop" },
      usage: {
        inputTokens: { total: 10, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
        outputTokens: { total: 5, text: undefined, reasoning: undefined },
      },
    };
  }
  const model: LanguageModel = {
    specificationVersion: "v4",
    provider: "test",
    modelId: "scripted",
    supportedUrls: {},
    doGenerate: async () => {
      throw new Error("Turns only stream.");
    },
    doStream: async (call) => {
      calls.push(call);
      const parts = speak(call);
      return {
        stream: new ReadableStream({
          async pull(controller) {
            const next = await parts.next();
            if (next.done) controller.close();
            else controller.enqueue(next.value);
          },
        }),
      };
    },
  };
  /** In which of its answers it was asked to begin, call by call. */
  const places = (): number[] =>
    calls.map(({ prompt }) => {
      const user = prompt.findLastIndex((message) => message.role === "user");
      return prompt.slice(user + 1).filter((message) => message.role === "tool").length;
    });
  return { model, calls, places };
}
