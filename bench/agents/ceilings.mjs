// The ceilings that hold for everyone while 1,000 sessions are active: p99 of what eight clients do at once.
import { createAgentReads } from "../../lib/adapters/postgres/agent-reads.ts";
import { createApiClient } from "../../lib/testing/api-client.ts";
import { readFeed, suspended } from "./figures.mjs";
import { percentile, time } from "./measure.mjs";

const SESSIONS = 1_000;
const CLIENTS = 8;
const ROUNDS = 60;

export async function ceilings(stage) {
  const client = createApiClient(stage.origin, stage.key);
  const started = await inGroups(SESSIONS, 16, () => stage.call("POST", "/api/agents/probe/sessions", {}));
  const [{ agentId }] = started;
  const questions = await inGroups(CLIENTS * ROUNDS, 16, () => suspended(client));
  const times = { load: [], start: [], resume: [], reconnect: [], store: [] };
  const timed = async (name, work) => void times[name].push(await time(work));
  const round = async (n) => {
    const { sessionId } = started[n % SESSIONS];
    const { follower, question } = questions[n];
    await timed("load", () => createAgentReads(stage.pool).load(agentId, stage.workspaceId));
    await timed("start", () => stage.call("POST", "/api/agents/probe/sessions", {}));
    await timed("resume", async () => {
      const seen = follower.entries.length;
      const answered = client.respond(question, true);
      await follower.until(({ entries }) => entries.slice(seen).some(({ type }) => type === "turn.started"));
      await answered;
    });
    await timed("reconnect", () => readFeed(stage, sessionId, 0, 1));
    const path = `/api/sessions/${sessionId}/state/key-${n % 4}`;
    await timed("store", () => stage.call("PUT", path, { stateData: { n } }));
  };
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, writer) => {
      for (let n = 0; n < ROUNDS; n++) await round(n * CLIENTS + writer);
    }),
  );
  const p99 = (name) => percentile(times[name], 0.99);
  const place = `p99, ${SESSIONS.toLocaleString("en")} sessions active, ${CLIENTS} at once`;
  return [
    { name: `load an agent, ${place}`, must: 100, p99: p99("load") },
    { name: `start a session, ${place}`, must: 200, p99: p99("start") },
    { name: `resume, ${place}`, must: 150, p99: p99("resume") },
    { name: `reconnect, ${place}`, must: 500, p99: p99("reconnect") },
    { name: `store operation, ${place}`, must: 100, p99: p99("store") },
  ];
}

async function inGroups(count, size, work) {
  const results = [];
  while (results.length < count)
    results.push(...(await Promise.all(Array.from({ length: Math.min(size, count - results.length) }, work))));
  return results;
}
