import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { encode } from "next-auth/jwt";
import { codes } from "#lib/adapters/crypto/codes.ts";
import { createPasswords } from "#lib/adapters/crypto/passwords.ts";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createFileStorage } from "#lib/adapters/files/file-storage.ts";
import { createAccounts } from "#lib/adapters/postgres/accounts.ts";
import { createAgentChanges } from "#lib/adapters/postgres/agent-changes.ts";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { createApiKeys } from "#lib/adapters/postgres/api-keys.ts";
import { createAttempts } from "#lib/adapters/postgres/attempts.ts";
import { createAuditLog } from "#lib/adapters/postgres/audit-reads.ts";
import { createBudgets } from "#lib/adapters/postgres/budgets.ts";
import { createBus } from "#lib/adapters/postgres/bus.ts";
import { createDeletions } from "#lib/adapters/postgres/deletions.ts";
import { createIdempotencyKeys } from "#lib/adapters/postgres/idempotency.ts";
import { createInvitations } from "#lib/adapters/postgres/invitations.ts";
import { createLiveFeed } from "#lib/adapters/postgres/live-feed.ts";
import { createLlmConfigs } from "#lib/adapters/postgres/llm-configs.ts";
import { createMemberships } from "#lib/adapters/postgres/memberships.ts";
import { createMemories } from "#lib/adapters/postgres/memories.ts";
import { createPersonalData } from "#lib/adapters/postgres/personal-data.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createRuns } from "#lib/adapters/postgres/runs.ts";
import { createSignIns } from "#lib/adapters/postgres/sign-ins.ts";
import { createTurns } from "#lib/adapters/postgres/turns.ts";
import { createUsageReads } from "#lib/adapters/postgres/usage-reads.ts";
import { createWorkspaces } from "#lib/adapters/postgres/workspaces.ts";
import { createServiceCircuits } from "#lib/application/circuits/service-circuits.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import { providers } from "#lib/catalog/providers.ts";
import { SCOPES, type Scope, type WorkspaceRole } from "#lib/domain/access.ts";
import { type Container, setContainer } from "#lib/server/container.ts";
import { answerPath } from "#lib/server/doors/answer-path.ts";
import type { Method } from "#lib/server/doors/door.ts";
import { matchPath } from "#lib/server/doors/path.ts";
import { noSuchDoor, routes } from "#lib/server/doors/routes.ts";
import { doors } from "#lib/server/doors.ts";
import { createMetrics } from "#lib/server/metrics/metrics.ts";
import { newId } from "#lib/server/new-id.ts";
import { createRawServer } from "#lib/server/raw.ts";
import { testLimits } from "./rate-limits.ts";
import { createSessionWorld } from "./session-world.ts";

const COOKIE = "authjs.session-token";

export interface Person {
  userId: string;
  workspaceId: string;
  apiKey: string;
  /** A sign-in cookie, as a browser sends it. */
  cookie: string;
}

interface Sent {
  as?: Person | null;
  body?: unknown;
  /** In place of a body. */
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The doors on a real HTTP server and a real database; nothing executes turns and runs. */
export async function createDoorsWorld(given: Partial<Ports> = {}) {
  const world = await createSessionWorld();
  const home = await mkdtemp(join(tmpdir(), "throughline-doors-"));
  const prisma = createPrisma(world.pool);
  const authSecret = randomUUID();
  const onError = (message: string, error: unknown): void => {
    throw new Error(message, { cause: error });
  };
  const bus = createBus({ databaseUrl: world.url, executorId: "doors", pool: world.pool, onError });
  const { hub, log } = createLiveFeed({ pool: world.pool, bus, feedAfter: world.reads.feedAfter, onError });
  const accounts = createAccounts(prisma, world.pool);
  const signIns = createSignIns(prisma, world.pool);
  const apiKeys = createApiKeys(prisma, world.pool);
  const ports = {
    accounts,
    apiKeys,
    signIns,
    identityProvider: null,
    attempts: createAttempts(world.pool, 10),
    codes,
    mail: { enabled: false, link: (path: string) => `http://throughline.test${path}`, announce: () => {} },
    rateLimits: testLimits(),
    workspaces: createWorkspaces(prisma, world.pool),
    memberships: createMemberships(prisma, world.pool),
    invitations: createInvitations(prisma, world.pool),
    passwords: createPasswords({ N: 2 ** 10, r: 8, p: 1 }),
    tokens,
    deletions: createDeletions(prisma, world.pool),
    personalData: createPersonalData(world.pool),
    auditLog: createAuditLog(prisma, world.pool),
    idempotency: createIdempotencyKeys(prisma),
    store: world.store,
    sessions: world.reads,
    agents: createAgentReads(world.pool),
    memories: createMemories({ pool: world.pool, executorId: "test" }),
    catalog: createCatalog({ testAgent: true }),
    runs: createRuns({ pool: world.pool, invalidations: bus, executorId: "doors" }),
    turns: createTurns({ pool: world.pool, bus, log, hub, executorId: "doors" }),
    invalidations: bus,
    live: hub,
    agentChanges: createAgentChanges({ pool: world.pool, invalidations: bus, live: hub, onError }),
    engine: { startTurn: () => {}, startRun: () => {}, startMemory: () => {} },
    files: await createFileStorage(home),
    llmConfigs: createLlmConfigs(prisma),
    budgets: createBudgets({ pool: world.pool, prisma, invalidations: bus, now: Date.now }),
    usage: createUsageReads(world.pool),
    secrets: createSecretBox({ current: "test", keys: { test: Buffer.alloc(32, 7).toString("base64") } }),
    providers,
    models: { invalidate: () => {}, stats: () => ({ size: 0, hits: 0, misses: 0, hitRate: 0 }) },
    workflows: [],
    circuits: createServiceCircuits(Date.now),
    keyRotation: { firstWorkspace: async () => null },
    ...given,
  } as unknown as Ports;
  const container: Container = {
    ports,
    authSecret,
    oidc: null,
    executorId: "test",
    metrics: createMetrics(),
    metricsToken: undefined,
    warnedClients: new Set(),
    answer: answerPath,
    testAgent: true,
    ready: async () => ({ database: true, engine: true, migrations: true }),
    draining: false,
    drain: async () => {},
    close: async () => {},
  };
  setContainer(container);
  await bus.start();
  const raw = createRawServer(container);

  const server = createServer((request, response) => {
    if (!raw.handle(request, response)) void answer(request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    void raw.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** A person with a key and a cookie, in a new workspace or in the one that is given. */
  const person = async ({
    workspaceId,
    role = "owner",
    scopes = SCOPES,
  }: {
    workspaceId?: string;
    role?: WorkspaceRole;
    scopes?: readonly Scope[];
  } = {}): Promise<Person> => {
    const viewer = await world.person(workspaceId);
    await world.pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)", [
      viewer.workspaceId,
      viewer.userId,
      role,
    ]);
    const at = new Date().toISOString();
    const { token, hash, hint } = tokens.create("tl_");
    const key = { id: newId(), ...viewer, name: "Test", hash, hint, scopes: [...scopes], createdAt: at };
    await prisma.apiKey.create({ data: key });
    const sid = newId();
    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    await signIns.addAuthSession(
      { id: sid, userId: viewer.userId, userAgent: null, address: null, at, expiresAt },
      null,
    );
    const jwt = await encode({ token: { sub: viewer.userId, sid }, secret: authSecret, salt: COOKIE });
    return { ...viewer, apiKey: token, cookie: `${COOKIE}=${jwt}` };
  };

  /** One request, with the person's key unless headers say otherwise. */
  const send = (
    method: Method,
    path: string,
    { as, body, form, headers = {}, signal }: Sent = {},
  ): Promise<Response> => {
    const text = body === undefined || typeof body === "string" ? (body as string | undefined) : JSON.stringify(body);
    return fetch(origin + path, {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${as.apiKey}` }),
        ...(text !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(text !== undefined && { body: text }),
      ...(form && { body: form }),
      ...(signal && { signal }),
    });
  };

  const close = async (): Promise<void> => {
    raw.closeAll();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    hub.close();
    await log.close();
    await bus.close();
    await prisma.$disconnect();
    await world.close();
    await rm(home, { recursive: true, force: true });
  };

  return { ...world, ports, origin, person, send, close };
}

export type DoorsWorld = Awaited<ReturnType<typeof createDoorsWorld>>;

/** The route that Next would choose: a path without parameters before one with them. */
function routeOf(pathname: string): string | undefined {
  const paths = [...new Set(doors.filter((door) => door.servedBy === "next").map((door) => door.path))];
  return paths.includes(pathname) ? pathname : paths.find((path) => matchPath(path, pathname));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
  const method = request.method as Method;
  const path = routeOf(url.pathname);
  const handler = path ? routes(path)[method] : noSuchDoor;
  const hasBody = method !== "GET";
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const answered = await handler(
    new Request(url, {
      method,
      headers: request.headers as Record<string, string>,
      signal: gone.signal,
      ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: "half" }),
    } as RequestInit),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
