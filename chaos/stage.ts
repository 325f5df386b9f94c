import type { ApiClient } from "#lib/testing/api-client.ts";
import { createHouse, createPostgres, killPostgres, type Undo } from "#lib/testing/house.ts";
import type { Exit, TestServer } from "#lib/testing/server.ts";
import { type Balancer, startBalancer } from "./balancer.ts";
import { persist } from "./persist.ts";
import { openTab, type Tab } from "./tab.ts";
import { latestWriters, type Writers, writtenBy } from "./writers.ts";

export interface StageOptions {
  /** One: the real launcher with its embedded database. More: so many that share a PostgreSQL. */
  processes: number;
  /** Whether clients come through a round-robin proxy or to a process directly. */
  proxy: boolean;
}

/** Who asks, and whom. */
export interface Person {
  apiKey: string;
  agent: string;
}

/** Real server processes, the person who uses them, and the way in. */
export interface Stage {
  readonly size: number;
  server(index: number): TestServer;
  /** The same processes as somebody else meets them. */
  as(person: Person): Stage;
  createPerson(email: string, agent: string): Promise<Person>;
  /** The address that the next request or line goes to: the proxy's, or one process after the other. */
  door(): string;
  /** Asks at one door after the other until somebody answers. */
  ask<Result>(question: (client: ApiClient) => Promise<Result>): Promise<Result>;
  openTab(sessionId: string): Promise<Tab>;
  kill(index: number, signal?: NodeJS.Signals): Promise<void>;
  /** Starts a process in the place of one that was killed, on a port of its own. */
  start(index: number): Promise<void>;
  /** Puts a new process in the place of one, which is then asked to end. `busy`: what the old one still gets to do. */
  replace(index: number, busy: (old: TestServer) => Promise<void>): Promise<Exit>;
  /** What a process writes at this moment. Only of processes that share a PostgreSQL, as the next. */
  writtenBy(server: TestServer): Promise<Writers>;
  latestWriters(turnIds: Iterable<string>): Promise<Writers>;
  /** Ends PostgreSQL at once; it comes back by itself. */
  killDatabase(): Promise<void>;
  /** The last words of every process that has ever stood here. */
  words(): string;
}

/** Short patience, so that a round sees its end. */
const env = {
  OUTBOUND_ALLOW: "127.0.0.1",
  MODEL_FIRST_TOKEN_SECONDS: "4",
  MODEL_NEXT_TOKEN_SECONDS: "4",
  SHUTDOWN_GRACE: "1",
};

/** Characters of a process's complaints that are shown. */
const WORDS = 2_000;

export async function createStage(undo: Undo, options: StageOptions): Promise<Stage> {
  const { processes, proxy } = options;
  const shared = processes > 1 ? await createPostgres(undo) : null;
  const house = await createHouse(undo, shared?.url);
  const all: TestServer[] = [];
  const start = async (): Promise<TestServer> => {
    const server = await house.start(env);
    all.push(server);
    return server;
  };
  const servers = await Promise.all(Array.from({ length: processes }, start));
  const origins = (): string[] => servers.map((server) => server.origin);
  let balancer: Balancer | null = null;
  if (proxy) {
    balancer = await startBalancer(origins);
    undo.onTestFinished(balancer.close);
  }
  /** Requests and the lines of tabs each go round by themselves: in one round, every other turn would begin at the same process. */
  const createDoor = () => {
    let asked = 0;
    return (): string => balancer?.origin ?? origins()[asked++ % servers.length] ?? "";
  };
  const [door, tabDoor] = [createDoor(), createDoor()];
  const server = (index: number) => servers[index] as TestServer;

  const stageOf = ({ apiKey, agent }: Person): Stage => ({
    size: processes,
    server,
    as: stageOf,
    createPerson: async (email, agent) => ({ apiKey: await house.createUser(email), agent }),
    door,
    ask: (question) => persist(door, apiKey, question, agent),
    async openTab(sessionId) {
      const tab = await openTab({ door: tabDoor, apiKey, sessionId });
      undo.onTestFinished(async () => tab.close());
      return tab;
    },
    async kill(index, signal = "SIGKILL") {
      await server(index).kill(signal);
    },
    async start(index) {
      servers[index] = await start();
    },
    async replace(index, busy) {
      const old = server(index);
      const next = await start();
      await busy(old);
      servers[index] = next;
      return old.kill("SIGTERM");
    },
    writtenBy: ({ pid }) => writtenBy(shared?.url ?? "", pid),
    latestWriters: (turnIds) => latestWriters(shared?.url ?? "", turnIds),
    words: () => all.map((one) => one.stderr().slice(-WORDS)).join(""),
    killDatabase: () => killPostgres(shared?.home ?? house.home),
  });
  return stageOf({ apiKey: await house.createUser(), agent: "probe" });
}
