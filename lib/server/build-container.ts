import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codes } from "#lib/adapters/crypto/codes.ts";
import { createPasswords } from "#lib/adapters/crypto/passwords.ts";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createEngine } from "#lib/adapters/engine/engine.ts";
import { createFileStorage } from "#lib/adapters/files/file-storage.ts";
import { modelFactory } from "#lib/adapters/models/create-model.ts";
import { modelLister } from "#lib/adapters/models/list-models.ts";
import { createProbeModel, PROBE_USED } from "#lib/adapters/models/probe-model.ts";
import { createGuardedFetch } from "#lib/adapters/outbound/guarded-fetch.ts";
import { createOutboundPolicy } from "#lib/adapters/outbound/outbound-policy.ts";
import { createAccounts } from "#lib/adapters/postgres/accounts.ts";
import { announceAgents, createAgentChanges } from "#lib/adapters/postgres/agent-changes.ts";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { createApiKeys } from "#lib/adapters/postgres/api-keys.ts";
import { createAttempts } from "#lib/adapters/postgres/attempts.ts";
import { createAuditLog } from "#lib/adapters/postgres/audit-reads.ts";
import { createBudgets } from "#lib/adapters/postgres/budgets.ts";
import { createBus } from "#lib/adapters/postgres/bus.ts";
import { createStore } from "#lib/adapters/postgres/commit.ts";
import { createDeletions } from "#lib/adapters/postgres/deletions.ts";
import { keepHouse } from "#lib/adapters/postgres/housekeeping.ts";
import { createIdempotencyKeys } from "#lib/adapters/postgres/idempotency.ts";
import { createInvitations } from "#lib/adapters/postgres/invitations.ts";
import { createLiveFeed } from "#lib/adapters/postgres/live-feed.ts";
import { createLlmConfigs } from "#lib/adapters/postgres/llm-configs.ts";
import { createMemberships } from "#lib/adapters/postgres/memberships.ts";
import { createMemories } from "#lib/adapters/postgres/memories.ts";
import { mendBudgets } from "#lib/adapters/postgres/mend-budgets.ts";
import { createPersonalData } from "#lib/adapters/postgres/personal-data.ts";
import { createPool } from "#lib/adapters/postgres/pool.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createRuns } from "#lib/adapters/postgres/runs.ts";
import { createSessionReads } from "#lib/adapters/postgres/session-reads.ts";
import { createSignIns } from "#lib/adapters/postgres/sign-ins.ts";
import { createTakenTurns } from "#lib/adapters/postgres/taken-turns.ts";
import { createTurns } from "#lib/adapters/postgres/turns.ts";
import { createUsageReads } from "#lib/adapters/postgres/usage-reads.ts";
import { createWorkspaces } from "#lib/adapters/postgres/workspaces.ts";
import { createEnablingServices } from "#lib/adapters/services/index.ts";
import { expireActions } from "#lib/application/agents/expire-actions.ts";
import { resumePaused } from "#lib/application/budgets/resume-paused.ts";
import { createServiceCircuits } from "#lib/application/circuits/service-circuits.ts";
import { throughCircuit } from "#lib/application/circuits/through-circuit.ts";
import { onlyModel } from "#lib/application/llm/only-model.ts";
import { createModelResolver } from "#lib/application/llm/resolve-model.ts";
import { writeMemory } from "#lib/application/memory/write-memory.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { Retrying } from "#lib/application/turns/ask-models.ts";
import { resolveTurnModel } from "#lib/application/turns/resolve-turn-model.ts";
import { runTurn } from "#lib/application/turns/run-turn.ts";
import { upkeep } from "#lib/application/upkeep.ts";
import { runWorkflow } from "#lib/application/workflows/run-workflow.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import { providers } from "#lib/catalog/providers.ts";
import { tools } from "#lib/catalog/tools/index.ts";
import { workflows } from "#lib/catalog/workflows/index.ts";
import type { Container, ContainerOptions } from "#lib/server/container.ts";
import { answerPath } from "#lib/server/doors/answer-path.ts";
import { createKeyRotation } from "#lib/server/keys/key-rotation.ts";
import { openKeyring } from "#lib/server/keys/keyring.ts";
import { log } from "#lib/server/log.ts";
import { createMail } from "#lib/server/mail.ts";
import { createMetrics } from "#lib/server/metrics/metrics.ts";
import { readPorts } from "#lib/server/metrics/read-ports.ts";
import { newId } from "#lib/server/new-id.ts";
import { oidcOf } from "#lib/server/oidc.ts";
import { buildRateLimits } from "#lib/server/rate-limits.ts";
import { contextOfQuestion, contextOfTurn } from "#lib/server/system-context.ts";

const onError = (message: string, error: unknown): void => log.warn(message, { error });

/** Builds what lives as long as the process. Imported by the launcher alone, so that none of it is in the bundle. */
export async function buildContainer(options: ContainerOptions): Promise<Container> {
  const { env, secrets, databaseUrl, publicUrl, executorId, home } = options;
  const stopping = new AbortController();
  const pool = createPool({ connectionString: databaseUrl, max: env.DATABASE_POOL });
  // At the end PostgreSQL may go before it has heard that a connection is closed.
  pool.on("error", (error) => stopping.signal.aborted || onError("A database connection was lost", error));
  const prisma = createPrisma(pool);
  const bus = createBus({ databaseUrl, executorId, pool, onError });
  const sessions = createSessionReads(pool);
  const live = createLiveFeed({ pool, bus, feedAfter: sessions.feedAfter, onError });
  const timeouts = {
    firstTokenMs: env.MODEL_FIRST_TOKEN_SECONDS * 1000,
    betweenTokensMs: env.MODEL_NEXT_TOKEN_SECONDS * 1000,
    callMs: env.MODEL_ANSWER_SECONDS * 1000,
  };
  // The watchdog of a model's call comes first: it knows what it waits for.
  const idleTimeoutMs = Math.max(timeouts.firstTokenMs, timeouts.betweenTokensMs) + 5_000;
  const fetch = createGuardedFetch(createOutboundPolicy(env.OUTBOUND_ALLOW), { idleTimeoutMs });
  const circuits = createServiceCircuits(Date.now);
  const services = createEnablingServices();
  const keyring = await openKeyring({ home, secrets, pool, invalidations: bus, executorId, onError });
  const secretBox = createSecretBox(keyring);
  const circuit = circuits.of("smtp");
  const { mail, postman } = await createMail({ env, publicUrl, pool, bus, secretBox, circuit, onError });
  const llmConfigs = createLlmConfigs(prisma);
  const createModel = modelFactory({ fetch, timeouts });
  const metrics = createMetrics();
  const taken = createTakenTurns(executorId);
  const store = createStore(pool, live.hub.entries, taken);
  const limits = await buildRateLimits({ env, pool, onError, onRefused: metrics.refused });
  const now = (): string => new Date().toISOString();

  const engine = createEngine({
    pool,
    databaseUrl,
    executorId,
    role: env.THROUGHLINE_ROLE,
    notices: bus,
    taking: taken,
    stopping: stopping.signal,
    onError,
    runTurn: (turnId) =>
      metrics.running(() =>
        runTurn({
          ports,
          tools,
          turnId,
          stopping: stopping.signal,
          onFault: onError,
          contextFor: (turn) => contextOfTurn(ports, turn),
          retrying,
          resolveModels: (turn, situation) =>
            situation.definition.kind === "function"
              ? Promise.resolve(onlyModel(createProbeModel(), PROBE_USED))
              : resolveTurnModel(ports.models, turn, situation),
        }),
      ),
    runWorkflow: (runId, segment) =>
      runWorkflow({ ports, runId, segment, now, stopping: stopping.signal, onFault: onError }),
    turnStop: (turnId) => ports.turns.stopSignal(turnId),
    runCancel: (runId) => ports.runs.cancelSignal(runId),
    expireQuestions: () => expireActions((action) => contextOfQuestion(ports, action), { now, ports }),
    resumePaused: () => resumePaused({ ports, now }),
    writeMemory: (memoryId) => writeMemory({ ports, memoryId, stopping: stopping.signal, onFault: onError }),
    housekeeping: async () => {
      await keepHouse(pool);
      await upkeep({ ctx: { now, newId, ports } });
      await mendBudgets(pool);
    },
  });

  const ports: Ports = {
    catalog: createCatalog({ testAgent: env.THROUGHLINE_TEST_AGENT }),
    accounts: createAccounts(prisma, pool),
    apiKeys: createApiKeys(prisma, pool),
    signIns: createSignIns(prisma, pool),
    identityProvider: env.OIDC_ISSUER ? { name: env.OIDC_NAME, issuer: env.OIDC_ISSUER } : null,
    attempts: createAttempts(pool, env.SIGN_IN_ATTEMPTS),
    codes,
    mail,
    rateLimits: limits.rateLimits,
    workspaces: createWorkspaces(prisma, pool, env.SIGN_UP_DOMAINS),
    memberships: createMemberships(prisma, pool),
    invitations: createInvitations(prisma, pool),
    passwords: createPasswords(),
    tokens,
    deletions: createDeletions(prisma, pool),
    personalData: createPersonalData(pool),
    auditLog: createAuditLog(prisma, pool),
    idempotency: createIdempotencyKeys(prisma),
    store: announceAgents(store, bus),
    sessions,
    agents: createAgentReads(pool, { notices: bus, hurry: store.hurry }),
    memories: createMemories({ pool, executorId }),
    turns: metrics.countEnds(createTurns({ pool, bus, log: live.log, hub: live.hub, executorId, taken })),
    runs: createRuns({ pool, invalidations: bus, executorId }),
    engine,
    live: live.hub,
    agentChanges: createAgentChanges({ pool, invalidations: bus, live: live.hub, onError }),
    invalidations: bus,
    files: await createFileStorage(join(home, "files")),
    services,
    workflows,
    llmConfigs,
    secrets: secretBox,
    providers,
    createModel,
    listModels: modelLister({ fetch }),
    models: createModelResolver({
      configs: llmConfigs,
      secrets: secretBox,
      providers,
      createModel,
      invalidations: bus,
      now: Date.now,
    }),
    usage: createUsageReads(pool),
    budgets: createBudgets({ pool, prisma, invalidations: bus, now: Date.now }),
    keyRotation: createKeyRotation({ home, pool, bus, stopping: stopping.signal, onError }),
    circuits,
    outbound: (service, workspaceId) => throughCircuit(fetch, circuits.of(service, workspaceId)),
  };
  metrics.read(readPorts(ports, pool));
  await bus.start();
  await engine.launch();
  await keyring.start();

  return {
    ports,
    authSecret: secrets.authSecret,
    oidc: oidcOf(env, circuits.of("oidc")),
    executorId,
    metrics,
    metricsToken: env.METRICS_TOKEN,
    warnedClients: new Set(),
    answer: answerPath,
    testAgent: env.THROUGHLINE_TEST_AGENT,
    ready: async () => {
      const asked = pool.query("select 1").then(
        () => true,
        () => false,
      );
      // A database that hangs is away too, and whoever asks wants to hear so.
      const database = await Promise.race([asked, delay(READY_WITHIN_MS, false, { ref: false })]);
      return { database, engine: engine.ready, migrations: database };
    },
    get draining() {
      return engine.draining;
    },
    drain: engine.drain,
    close: async () => {
      stopping.abort(new Error("The server is shutting down."));
      await engine.close();
      await services.close();
      await postman?.close();
      keyring.close();
      ports.models.close();
      live.hub.close();
      await live.log.close();
      await bus.close();
      fetch.close();
      limits.close();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

const retrying: Retrying = {
  random: Math.random,
  pause: (ms, signal) => delay(ms, undefined, { signal, ref: false }),
};

const READY_WITHIN_MS = 2_000;
