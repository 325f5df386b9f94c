// The ceilings that hold for everyone while 1,000 sessions are active: p99 of what eight people do at once.
import { createAgentReads } from "../../lib/adapters/postgres/agent-reads.ts";
import { createApiClient } from "../../lib/testing/api-client.ts";
import { readFeed, suspended } from "./figures.mjs";
import { percentile, time } from "./measure.mjs";

const PEOPLE = 20;
const SESSIONS = 1_000;
const AT_ONCE = 8;
const ROUNDS = 60;

export async function ceilings(stage) {
  const keys = await inGroups(PEOPLE, 4, stage.createPerson);
  const start = (key) => stage.call("POST", "/api/agents/probe/sessions", {}, key);
  const started = await inGroups(SESSIONS, 16, (n) => start(keys[n % PEOPLE]));
  const questions = await inGroups(AT_ONCE * ROUNDS, 16, (n) =>
    suspended(createApiClient(stage.origin, keys[n % AT_ONCE])),
  );
  const times = { load: [], start: [], resume: [], reconnect: [], store: [] };
  const timed = async (name, work) => void times[name].push(await time(work));
  const round = async (person, n) => {
    const key = keys[person];
    const { sessionId, agentId } = started[person + PEOPLE * (n % (SESSIONS / PEOPLE))];
    const { follower, question } = questions[person + AT_ONCE * n];
    await timed("load", () => createAgentReads(stage.pool).load(agentId, stage.workspaceId));
    await timed("start", () => start(key));
    await timed("resume", async () => {
      const seen = follower.entries.length;
      const answered = createApiClient(stage.origin, key).respond(question, true);
      await follower.until(({ entries }) => entries.slice(seen).some(({ type }) => type === "turn.started"));
      await answered;
    });
    await timed("reconnect", () => readFeed({ origin: stage.origin, key }, sessionId, 0, 1));
    await timed("store", () =>
      stage.call("PUT", `/api/sessions/${sessionId}/state/key-${n % 4}`, { stateData: n }, key),
    );
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, person) => {
      for (let n = 0; n < ROUNDS; n++) await round(person, n);
    }),
  );
  const p99 = (name) => percentile(times[name], 0.99);
  const place = `p99, ${SESSIONS.toLocaleString("en")} sessions active, ${AT_ONCE} at once`;
  return [
    { name: `load an agent, ${place}`, must: 100, p99: p99("load") },
    { name: `start a session, ${place}`, must: 200, p99: p99("start") },
    { name: `resume, ${place}`, must: 150, p99: p99("resume") },
    { name: `reconnect, ${place}`, must: 500, p99: p99("reconnect") },
    { name: `store operation, ${place}`, must: 100, p99: p99("store") },
  ];
}

/** `count` pieces of work, some at once. */
async function inGroups(count, size, work) {
  const results = [];
  while (results.length < count) {
    const numbers = Array.from({ length: Math.min(size, count - results.length) }, (_, n) => results.length + n);
    results.push(...(await Promise.all(numbers.map(work))));
  }
  return results;
}
