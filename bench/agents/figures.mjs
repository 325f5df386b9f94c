// The figures, each beside a plain `select` that was timed in turns with it.
import { createAgentReads } from "../../lib/adapters/postgres/agent-reads.ts";
import { createApiClient } from "../../lib/testing/api-client.ts";
import { median, percentile, rate, repeated, sample, time } from "./measure.mjs";
import { select } from "./stage.mjs";

const REPEATS = 5;

/** An agent that this process has never seen: snapshot, tail of 99 events, fold. */
export async function load(stage, events) {
  const agentId = await stage.createHistory(events);
  const work = () => createAgentReads(stage.pool).load(agentId, stage.workspaceId);
  await sample(30, [work, () => select(stage.pool, agentId)]);
  return repeated(REPEATS, async () => {
    const [own, plain] = await sample(100, [work, () => select(stage.pool, agentId)]);
    return { value: median(own), p99: percentile(own, 0.99), plain: median(plain) };
  });
}

/** `POST /api/agents/probe/sessions`: a new session, its conversation, the agent's part, the feed. */
export async function startSession(stage) {
  const start = () => stage.call("POST", "/api/agents/probe/sessions", {});
  const { agentId } = await start();
  await sample(20, [start]);
  return repeated(REPEATS, async () => {
    const [own, plain] = await sample(50, [start, () => select(stage.pool, agentId)]);
    return { value: median(own), p99: percentile(own, 0.99), plain: median(plain) };
  });
}

/** From sending the answer to the first step of the turn's next segment, as a subscriber sees it. */
export async function resume(stage) {
  const client = createApiClient(stage.origin, stage.key);
  const one = async () => {
    const { follower, question } = await suspended(client);
    const seen = follower.entries.length;
    return time(async () => {
      const answered = client.respond(question, true);
      await follower.until(({ entries }) => entries.slice(seen).some(({ type }) => type === "turn.started"));
      await answered;
    });
  };
  for (let n = 0; n < 5; n++) await one();
  return repeated(REPEATS, async () => {
    const own = [];
    for (let n = 0; n < 20; n++) own.push(await one());
    const [plain] = await sample(100, [() => select(stage.pool, stage.ownerId)]);
    return { value: median(own), p99: percentile(own, 0.99), plain: median(plain) };
  });
}

/** A turn of the probe that waits for its answer. */
export async function suspended(client) {
  const sessionId = await client.createSession();
  const follower = await client.follow(sessionId);
  await client.send(sessionId, "ask confirm");
  await follower.until(({ entries }) => entries.some(({ type }) => type === "turn.suspended"));
  const asked = follower.entries.find(({ type }) => type === "client-action.requested");
  return { follower, question: asked.action };
}

/** `GET …/events` with `Last-Event-ID` in the middle of 1,000 entries: until the last one has arrived. */
export async function reconnect(stage) {
  const { id } = await stage.call("POST", "/api/sessions", {});
  const facts = Array.from({ length: 999 }, (_, n) => ({ type: "session.renamed", title: `Title ${n}` }));
  const heads = await stage.store.commit({ feed: [{ sessionId: id, ownerId: stage.ownerId, at: stage.now(), facts }] });
  const last = heads[id];
  const connect = () => readFeed(stage, id, last - 500, last);
  await sample(10, [connect]);
  return repeated(REPEATS, async () => {
    const [own, plain] = await sample(30, [connect, () => select(stage.pool, id)]);
    return { value: median(own), p99: percentile(own, 0.99), plain: median(plain) };
  });
}

export async function readFeed({ origin, key }, sessionId, after, last) {
  const stop = new AbortController();
  const headers = { authorization: `Bearer ${key}`, "last-event-id": String(after) };
  const response = await fetch(`${origin}/api/sessions/${sessionId}/events`, { headers, signal: stop.signal });
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(`\nid: ${last}\n`) || text.startsWith(`id: ${last}\n`)) break;
  }
  stop.abort();
}

/** Three events, their projections and a feed entry in one commit; 32 writers at once, each with an agent of its own. */
export async function appendAtOnce(stage, writers = 32) {
  const sessionIds = await Promise.all(
    Array.from({ length: writers }, async () => (await stage.call("POST", "/api/sessions", {})).id),
  );
  const loaded = await Promise.all(sessionIds.map(() => stage.createAgent()));
  const write = async (writer) => {
    const facts = [{ type: "session.renamed", title: "Renamed" }];
    const feed = [{ sessionId: sessionIds[writer], ownerId: stage.ownerId, at: stage.now(), facts }];
    loaded[writer] = await stage.append(loaded[writer], stage.visit(), { feed });
  };
  await rate(writers, 1_500, write);
  return repeated(REPEATS, async () => ({
    value: await rate(writers, 2_000, write),
    plain: await rate(writers, 500, (writer) => select(stage.pool, loaded[writer].state.id)),
  }));
}
