import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { HIGH_LIMITS } from "./rate-limits.ts";

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type Launch = {
  pid: number;
  home: string;
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Settles when the process has ended and its output is whole. */
  exited: Promise<Exit>;
  /** The address of the ready line. @throws with everything printed when the process ends before it. */
  ready: Promise<string>;
};

export type TestServer = Omit<Launch, "ready" | "child"> & {
  origin: string;
  /** Sends a signal and waits for the end; the home stays, for the next start. */
  kill(signal: NodeJS.Signals): Promise<Exit>;
  /** Ends the server in order, its database too, and removes a home that was made for it. */
  stop(): Promise<void>;
};

type Options = {
  env?: Readonly<Record<string, string | undefined>>;
  home?: string;
  /** Another checkout to run. */
  root?: string;
};

const packagedNode = join(projectRoot, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
const node = existsSync(packagedNode) ? packagedNode : process.execPath;

/**
 * Starts the real launcher on a free port with a home of its own and waits until it is ready. The pages must be
 * built (`npm run build`), or the first start builds them.
 */
export async function startServer({ home, ...options }: Options = {}): Promise<TestServer> {
  const { ready, child, ...launch } = await launchServer({ home, ...options });
  const kill = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return launch.exited;
  };
  const stop = async () => {
    await kill("SIGTERM");
    await stopEmbeddedPostgres(launch.home);
    if (!home) await rm(launch.home, { recursive: true, force: true });
  };
  try {
    return { ...launch, origin: await ready, kill, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same without waiting, for starts that are meant to fail. The caller removes the home. */
export async function launchServer({ env, home: given, root = projectRoot }: Options = {}): Promise<Launch> {
  const home = given ?? (await mkdtemp(join(tmpdir(), "throughline-home-")));
  const child = spawn(node, ["lib/server/launch.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      NODE_COMPILE_CACHE: join(projectRoot, ".cache", "node"),
      DATABASE_URL: undefined,
      HOST: undefined,
      PORT: "0",
      THROUGHLINE_HOME: home,
      ...HIGH_LIMITS,
      THROUGHLINE_PARENT: String(process.pid), // a test run that dies takes its servers with it
      ...env,
    },
  });
  const printed = { stdout: "", stderr: "" };
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      printed.stdout += text;
      const origin = /^Throughline is ready at (\S+)$/m.exec(printed.stdout)?.[1];
      if (origin) resolve(origin);
    });
    child.on("close", () => reject(new Error(`The server ended:\n${printed.stdout}${printed.stderr}`)));
  });
  ready.catch(() => {});
  child.stderr.setEncoding("utf8").on("data", (text) => {
    printed.stderr += text;
  });
  const exited = new Promise<Exit>((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  const { pid = 0 } = child;
  return { pid, home, child, ready, exited, stdout: () => printed.stdout, stderr: () => printed.stderr };
}
