import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const NAMES = ["redis-server", "valkey-server"];

/** A Redis that is here already: from REDIS_SERVER, or on the PATH. */
export function findRedis(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.REDIS_SERVER ?? "", ...places].find((path) => path !== "" && existsSync(path));
}

/** A Redis of a test's own, which can be killed, stopped and started again at the same address. */
export interface TestRedis {
  url: string;
  start(): Promise<void>;
  /** Ends it at once, or holds it; resolves when it has ended, or at once. */
  kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): Promise<void>;
  close(): Promise<void>;
}

export async function createRedis(): Promise<TestRedis> {
  const command = findRedis();
  if (!command)
    throw new Error("No Redis: install redis-server, or name it in REDIS_SERVER (npm test does by itself).");
  const folder = await mkdtemp(join(tmpdir(), "throughline-redis-"));
  let port = await freePort();
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const options = [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
      "--dir",
      folder,
    ];
    const started = spawn(command as string, options, { stdio: ["ignore", "pipe", "ignore"] });
    server = started;
    let said = "";
    await new Promise<void>((resolve, reject) => {
      started.stdout.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (/ready to accept connections/i.test(said)) resolve();
      });
      started.once("error", reject);
      started.once("exit", () => reject(new Error(`Redis ended:\n${said}`)));
    });
  }
  async function kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    if (signal === "SIGKILL") await ended;
  }

  // Somebody else may take a port between its being free and its being taken.
  await start().catch(async () => {
    port = await freePort();
    await start();
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    async close() {
      await kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
