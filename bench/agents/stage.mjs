// The stage: the real launcher on an empty folder, its database as our own process sees it, and agents with histories.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createAgentReads } from "../../lib/adapters/postgres/agent-reads.ts";
import { createStore } from "../../lib/adapters/postgres/commit.ts";
import { createPool } from "../../lib/adapters/postgres/pool.ts";
import { decideAgent } from "../../lib/application/agents/record-events.ts";
import { absentAgent } from "../../lib/domain/agent/state.ts";
import { findEmbeddedUrl } from "../../lib/server/embedded-postgres.ts";
import { newId } from "../../lib/server/new-id.ts";
import { loadSecrets } from "../../lib/server/secrets.ts";
import { createUser } from "../../lib/testing/api-client.ts";
import { startServer } from "../../lib/testing/server.ts";

export async function openStage() {
  const home = mkdtempSync(join(tmpdir(), "throughline-bench-"));
  const server = await startServer({ home, env: { THROUGHLINE_TEST_AGENT: "1" } });
  const key = await createUser({ THROUGHLINE_HOME: home });
  const { databasePassword } = await loadSecrets(home);
  const pool = createPool({ connectionString: await findEmbeddedUrl(home, databasePassword), max: 32 });
  const store = createStore(pool, () => {});
  const { rows } = await pool.query("select workspace_id, user_id from memberships limit 1");
  const [{ workspace_id: workspaceId, user_id: ownerId }] = rows;
  const now = () => new Date().toISOString();
  const recorder = { actor: { kind: "system", userId: ownerId, process: "turn" }, correlationId: "bench", now, newId };

  const call = async (method, path, body, as = key) => {
    const response = await fetch(server.origin + path, {
      method,
      headers: { authorization: `Bearer ${as}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  };

  const append = async (loaded, commands, more = {}) => {
    const appended = decideAgent(recorder, loaded, commands);
    await store.commit({ agents: [appended], ...more });
    return { state: appended.state, version: loaded.version + appended.events.length };
  };

  /** Another member of the workspace: their API key. */
  const createPerson = async (n) => {
    const facts = ["--email", `person-${n}@example.org`, "--password", "correct horse", "--workspace", "Test"];
    const command = ["scripts/node.mjs", "lib/server/cli.ts", "create-user", ...facts, "--role", "member", "--api-key"];
    const env = { ...process.env, DATABASE_URL: "", THROUGHLINE_HOME: home };
    const { stdout } = await promisify(execFile)(process.execPath, command, { env });
    return JSON.parse(stdout.trim().split("\n").at(-1)).apiKey;
  };

  /** Three events: a session with one message, from its start to its end. */
  const visit = () => {
    const sessionId = newId();
    const at = now();
    const session = { sessionId, conversationId: randomUUID(), sessionType: "specialist", maxConcurrentSessions: null };
    return [
      { type: "start-session", ...session, at },
      { type: "receive-message", sessionId, messageId: newId(), responderId: ownerId, at },
      { type: "complete-session", sessionId, summary: null, at },
    ];
  };

  const createAgent = () =>
    append({ state: absentAgent(newId(), workspaceId), version: 0 }, [
      { type: "create", ownerId, agentType: "specialist", slug: `bench-${newId()}`, name: "Bench", at: now() },
    ]);

  /** An agent with this many events: snapshots on the way as in life, and after the last one the longest tail. */
  const createHistory = async (events) => {
    let loaded = await createAgent();
    const tail = 99;
    const grow = async (count) => {
      const visits = Array.from({ length: Math.floor(count / 3) }, visit).flat();
      if (visits.length > 0) loaded = await append(loaded, visits);
    };
    while (loaded.version < events - tail - 300) await grow(300);
    await grow(events - tail - loaded.version);
    await createAgentReads(pool).load(loaded.state.id, workspaceId);
    for (let tries = 0; tries < 100; tries++) {
      const { rows: found } = await pool.query("select 1 from agent_snapshots where agent_id = $1", [loaded.state.id]);
      if (found.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await grow(events - loaded.version);
    return loaded.state.id;
  };

  return {
    origin: server.origin,
    pid: server.pid,
    key,
    pool,
    store,
    workspaceId,
    ownerId,
    now,
    call,
    createPerson,
    append,
    visit,
    createAgent,
    createHistory,
    async close() {
      await pool.end();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A plain `select` of one row by its key, as the measure of the machine. */
export const select = (pool, agentId) =>
  pool.query({ name: "bench_select", text: "select version from agents where id = $1", values: [agentId] });
