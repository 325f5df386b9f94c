import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { readFile, rm, stat, truncate } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { log } from "#lib/server/log.ts";
import { createCluster, findPrograms, lastComplaint, superuser } from "#lib/server/postgres-cluster.ts";
import { type PostgresUser, postgresUser } from "#lib/server/postgres-user.ts";
import { isPostgresAlive, type Postmaster, readPostmaster } from "#lib/server/postmaster.ts";
import { StartError } from "#lib/server/start-error.ts";

export type EmbeddedOptions = {
  /** Data folder: the cluster lies in `home/postgres`, its log in `home/postgres.log`. */
  home: string;
  password: string;
  /** Settings beside ours, e.g. `{ fsync: "off" }` for tests. */
  settings?: Readonly<Record<string, string>>;
};

export type EmbeddedPostgres = {
  /** Address of the database `throughline`. */
  url: string;
  port: number;
  /** How it came to run. `adopted`: it had outlived a server that was killed. */
  origin: "created" | "started" | "adopted";
  /** Calls back when PostgreSQL ended although nobody asked and three restarts on the same port did not help. */
  onLost(callback: (error: StartError) => void): void;
  stop(): Promise<void>;
};

/** For a laptop: small memory, durable commits, loopback only; what people wrote stays out of the log. */
const laptop = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: ".", // the cluster's own folder
  unix_socket_permissions: "0700",
  max_connections: "200",
  shared_buffers: "128MB",
  effective_cache_size: "1GB",
  max_wal_size: "1GB",
  temp_file_limit: "4GB", // a statement gone wrong fails before the disk is full
  checkpoint_timeout: "15min",
  random_page_cost: "1.1",
  jit: "off",
  log_line_prefix: "%m [%p] ",
  log_checkpoints: "off",
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};

/**
 * Starts the PostgreSQL that comes with npm on a free port, or adopts the one that a killed server left running.
 *
 * @throws StartError when the packaged programs are missing, the cluster is of another major version, or it fails.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const programs = await findPrograms();
  const directory = join(options.home, "postgres");
  const user = await postgresUser(options.home, dirname(programs.postgres));
  const created = await createCluster({
    directory,
    initdb: programs.initdb,
    user,
    password: options.password,
    sync: options.settings?.fsync !== "off",
  });

  const adopted = await findRunning(directory);
  const start = (port?: number) => startServer(directory, programs.postgres, port, user, options);
  const running = adopted ?? (await start());
  const { port } = running;
  let { pid } = running;

  let stopping = false;
  let lost = (error: StartError) => log.error(error.message);
  const watch = setInterval(() => {
    if (stopping || restarting || isPostgresAlive(pid)) return;
    restarting = true;
    log.warn("PostgreSQL ended by itself and is started again", { pid });
    start(port)
      .then((next) => {
        pid = next.pid;
        restarting = false;
      })
      .catch((error: StartError) => {
        stopping = true;
        lost(error);
      });
  }, 500);
  watch.unref();
  let restarting = false;

  return {
    url: addressOf(directory, port, options.password),
    port,
    origin: adopted ? "adopted" : created ? "created" : "started",
    onLost: (callback) => {
      lost = callback;
    },
    stop: async () => {
      stopping = true;
      clearInterval(watch);
      await stopServer(pid);
    },
  };
}

/** The longest name a Unix socket can have, in bytes, on every system that we run on. */
const MAX_SOCKET_NAME = 103;

/** Where the socket lies: in the cluster's own folder, which nobody else may enter. */
const socketName = (directory: string, port: number): string => join(directory, `.s.PGSQL.${port}`);

/** Through the socket, which costs both sides a third less than TCP; over loopback where its name would be too long. */
function addressOf(directory: string, port: number, password: string): string {
  const address = `postgresql://${superuser}:${password}@127.0.0.1:${port}/throughline`;
  const socket = socketName(directory, port);
  const usable = Buffer.byteLength(socket) <= MAX_SOCKET_NAME && existsSync(socket);
  return usable ? `${address}?host=${encodeURIComponent(directory)}` : address;
}

/** The address of the embedded database that runs on this data folder, for a command beside a running server. */
export async function findEmbeddedUrl(home: string, password: string): Promise<string | undefined> {
  const running = await findRunning(join(home, "postgres"));
  return running && addressOf(join(home, "postgres"), running.port, password);
}

/** Ends the embedded database that a killed server left behind, if there is one. */
export async function stopEmbeddedPostgres(home: string): Promise<void> {
  const running = await findRunning(join(home, "postgres"));
  if (running) await stopServer(running.pid);
}

/** A PostgreSQL that serves this directory and is ready. One that is just going is waited for. */
async function findRunning(directory: string): Promise<Postmaster | undefined> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(20)) {
    const found = await readPostmaster(directory);
    if (!found || !isPostgresAlive(found.pid)) return undefined;
    if (found.status === "ready") return found;
  }
  throw new StartError(`The PostgreSQL in ${directory} neither starts nor ends: see postgres.log beside it.`);
}

/** @param fixed the port that is known to others; without it each attempt takes one that is free at that moment */
async function startServer(
  directory: string,
  postgres: string,
  fixed: number | undefined,
  user: PostgresUser,
  options: EmbeddedOptions,
): Promise<Postmaster> {
  const logFile = join(options.home, "postgres.log");
  // After a crash of PostgreSQL alone, its last children may need a moment to let go of the shared memory.
  for (let attempt = 1; ; attempt++) {
    const stale = await readPostmaster(directory);
    if (stale && !isPostgresAlive(stale.pid)) await rm(join(directory, "postmaster.pid"), { force: true });

    const before = await startLog(logFile);
    const output = openSync(logFile, "a", 0o600);
    const settings = Object.entries({ ...laptop, ...options.settings }).flatMap(([name, value]) => [
      "-c",
      `${name}=${value}`,
    ]);
    const port = fixed ?? (await freePort());
    const program = user.command(postgres, ["-D", directory, "-p", String(port), ...settings]);
    const child = spawn(program.file, program.args, {
      ...program.options,
      detached: true, // a Ctrl+C in the terminal is for us: we end PostgreSQL after the last write
      stdio: ["ignore", output, output],
      env: { ...process.env, LC_ALL: "C" },
    });
    closeSync(output);
    child.unref();
    const running = await untilReady(child, directory);
    if (running) return running;

    const text = await readFile(logFile, "utf8").catch(() => "");
    if (attempt === 3) {
      throw new StartError(`The embedded PostgreSQL does not start: ${lastComplaint(text.slice(before))} (${logFile})`);
    }
    await delay(300);
  }
}

/** Keeps the log from growing for ever; gives the place where this start's lines begin. */
async function startLog(logFile: string): Promise<number> {
  const size = await stat(logFile).then(
    (info) => info.size,
    () => 0,
  );
  if (size < 5_000_000) return size;
  await truncate(logFile);
  return 0;
}

/** What runs once PostgreSQL answers, or undefined when it ended instead. */
async function untilReady(child: ChildProcess, directory: string): Promise<Postmaster | undefined> {
  let ended = false;
  child.on("error", () => (ended = true)).on("exit", () => (ended = true));
  while (!ended) {
    const found = await readPostmaster(directory);
    if (found?.pid === child.pid && found?.status === "ready") return found;
    await delay(10);
  }
  return undefined;
}

/** Fast shutdown; after 30 s an immediate one, from which the next start recovers. */
async function stopServer(pid: number): Promise<void> {
  const signal = (name: NodeJS.Signals) => isPostgresAlive(pid) && process.kill(pid, name);
  signal("SIGINT");
  const deadline = Date.now() + 30_000;
  while (isPostgresAlive(pid)) {
    if (Date.now() > deadline) signal("SIGQUIT");
    await delay(20);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
