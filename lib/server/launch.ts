import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ensureBuild } from "#lib/server/build-app.ts";
import { getContainer, setContainer } from "#lib/server/container.ts";
import { type Holder, lockDataFolder, openDataFolder } from "#lib/server/data-folder.ts";
import { ensureDatabase } from "#lib/server/database.ts";
import { startEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { type Env, parseEnv } from "#lib/server/env.ts";
import { ensureClient } from "#lib/server/generate-client.ts";
import { createHttpServer, type HttpServer } from "#lib/server/http-server.ts";
import { createLifecycle, type Lifecycle, SAME_SIGNAL_MS } from "#lib/server/lifecycle.ts";
import { listen, originOf } from "#lib/server/listen.ts";
import { log } from "#lib/server/log.ts";
import { migrate, readMigrations } from "#lib/server/migrate.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { loadSecrets, type Secrets } from "#lib/server/secrets.ts";
import { isStartError, StartError } from "#lib/server/start-error.ts";
import { requireUnpooled } from "#lib/server/unpooled.ts";

const dev = process.argv.includes("--dev");

// Whoever read our lines may be gone: writing to nobody is no reason to end, nor to complain to nobody for ever.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** From an empty folder to a server that answers, a line per phase. */
async function launch(life: Lifecycle): Promise<void> {
  const env = parseEnv(process.env);
  if (!dev) graceMs = env.SHUTDOWN_GRACE * 1_000;
  const home = env.THROUGHLINE_HOME;
  const self: Holder = { pid: process.pid, state: "running" };
  life.signal.addEventListener("abort", () => {
    self.state = "stopping";
  });

  console.log("Throughline");
  await life.phase("data folder", async () => {
    await openDataFolder(home);
    // Processes that share a database of their own may share the folder too; the embedded one has a single master.
    if (env.DATABASE_URL) return home;
    const lock = await lockDataFolder(home, self);
    life.onEnd("data folder", lock.release);
    return home;
  });
  const secrets = await loadSecrets(home);
  process.env.AUTH_SECRET = secrets.authSecret;

  const http = createHttpServer(env.TRUSTED_PROXIES);
  const port = await listen(http.server, env.HOST, env.PORT);
  const origin = originOf(env.HOST, port);
  self.origin = origin;
  life.onEnd("connections", http.close);

  const databaseUrl = await openDatabase(life, env, secrets);
  await life.phase("migrations", async () => {
    const applied = await migrate(databaseUrl, await readMigrations());
    return applied.length > 0 ? `${applied.length} applied` : "up to date";
  });
  await life.phase("client", async () => ((await ensureClient()) ? "generated from the schema" : "up to date"));
  if (!dev && env.THROUGHLINE_ROLE !== "worker") await buildPages(life);

  const executorId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  await life.phase("engine", async () => {
    const { buildContainer } = await import("#lib/server/build-container.ts");
    const publicUrl = env.PUBLIC_URL ?? origin;
    const container = await buildContainer({ env, secrets, databaseUrl, publicUrl, executorId, home });
    setContainer(container);
    life.onEnd("engine", () => container.close());
    return "started";
  });
  await life.phase("web", async () => {
    await openDoors(life, env, http, port);
    await proveReady(env.HOST, port);
    return "answers";
  });
  log.info("Ready", { origin, executorId, role: env.THROUGHLINE_ROLE, node: process.version });
  console.log(`Throughline is ready at ${origin}`);
}

/** The operator's PostgreSQL, or the embedded one: started, or adopted from a server that was killed. */
async function openDatabase(life: Lifecycle, env: Env, secrets: Secrets): Promise<string> {
  let url = env.DATABASE_URL;
  await life.phase("database", async () => {
    if (url) {
      await requireUnpooled(url);
      return `PostgreSQL at ${new URL(url).host}`;
    }
    const postgres = await startEmbeddedPostgres({ home: env.THROUGHLINE_HOME, password: secrets.databasePassword });
    life.onEnd("database", postgres.stop);
    postgres.onLost((error) => fail(life, error));
    url = postgres.url;
    await ensureDatabase(url);
    return `embedded PostgreSQL, ${postgres.origin}, port ${postgres.port}`;
  });
  return url as string;
}

async function buildPages(life: Lifecycle): Promise<void> {
  await life.phase("pages", async (say) => {
    const onStart = () => say("building, because the sources changed; about a minute …");
    return (await ensureBuild({ signal: life.signal, onStart })) ? "built" : "up to date";
  });
}

/** What streams goes to our own handlers, everything else to Next; a worker has only its health to show. */
async function openDoors(life: Lifecycle, env: Env, http: HttpServer, port: number): Promise<void> {
  const drain = (hurry: AbortSignal): Promise<void> => {
    http.drain();
    return getContainer().drain(hurry);
  };
  if (env.THROUGHLINE_ROLE === "worker") {
    const { createWorkerHandlers } = await import("#lib/server/health.ts");
    http.serve(createWorkerHandlers());
    life.onDrain(drain);
    return;
  }
  const { prepareNext } = await import("#lib/server/next-app.ts");
  const pages = await prepareNext({ dev, host: env.HOST, port });
  life.onEnd("pages", pages.close);

  const { watchAnswer } = await import("#lib/server/metrics/watch-answer.ts");
  const { createRawServer } = await import("#lib/server/raw.ts");
  const { isNew } = await import("#lib/server/doors/is-new.ts");
  const { limitVisitorPages } = await import("#lib/server/visitor-pages.ts");
  const raw = createRawServer(getContainer());
  const limitPages = limitVisitorPages(getContainer());
  http.serve({
    isNew,
    request: async (request, response) => {
      watchAnswer(getContainer().metrics, request, response);
      const taken = (await raw.handle(request, response)) || (await limitPages(request, response));
      if (!taken) await pages.handle(request, response);
    },
    upgrade: (request, socket, head) => {
      const hotReload = dev && request.url?.startsWith("/_next/");
      return hotReload ? pages.handleUpgrade(request, socket, head) : raw.upgrade(request, socket, head);
    },
  });
  life.onDrain((hurry) => {
    const drained = drain(hurry);
    raw.leaveFollowers();
    return drained;
  });
  life.onEnd("doors", () => {
    http.refuse();
    raw.closeAll();
  });
}

/** Ready is what a request says from outside. */
async function proveReady(host: string, port: number): Promise<void> {
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  const response = await fetch(`http://${name}:${port}/api/ready`);
  if (!response.ok) throw new StartError(`Throughline started but is not ready: ${(await response.text()).trim()}`);
}

function fail(life: Lifecycle, error: unknown): void {
  if (!life.signal.aborted) console.error(isStartError(error) ? error.message : error);
  life.end(1);
}

/** npm that was killed cannot pass that on: without its runner a server would go on that nobody owns. */
function endWithRunner(life: Lifecycle): void {
  const runner = process.ppid;
  if (dev || process.env.THROUGHLINE_PARENT !== String(runner)) return;
  const watch = setInterval(() => {
    if (process.ppid === runner) return;
    clearInterval(watch);
    life.end(0);
  }, 250);
  watch.unref();
}

const environmentFile = join(projectRoot, ".env");
if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);
Object.assign(process.env, { NODE_ENV: dev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });

/** How long a gentle end may take; known as soon as the environment is read. */
let graceMs = 0;
let firstSignal: number | undefined;

function onSignal(): void {
  const now = performance.now();
  if (firstSignal !== undefined && now - firstSignal < SAME_SIGNAL_MS) return;
  firstSignal ??= now;
  life.end(0, graceMs);
}

const life = createLifecycle();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, onSignal);
process.on("unhandledRejection", (error) => log.error("A promise failed unseen", { error }));
process.on("uncaughtException", (error) => {
  log.error("Something failed that nobody caught; the process ends in order", { error });
  life.end(1);
});
endWithRunner(life);
launch(life).catch((error: unknown) => fail(life, error));
