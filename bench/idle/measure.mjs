// One kind of connection on a server of its own: so many of them, each following a session of its own.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { median, time } from "../agents/measure.mjs";
import { openStage } from "../agents/stage.mjs";
import { inTurns, signIn } from "./clients.mjs";

const PEOPLE = 8;
const AT_ONCE = 64;
const WARM_UP = 500;
const WATCHERS = 1_000;
const ENTRIES = 20;
const SETTLE_MS = 10_000;
const QUIET = 6;

/** `open(origin, cookie, sessionId, onEntry)` opens a connection. Memory in MB, `each` in kB, times in milliseconds. */
export async function measure(open, connections) {
  const stage = await openStage();
  const proc = (file) => readFileSync(`/proc/${stage.pid}/${file}`, "utf8");
  const rss = () => Number(/^VmRSS:\s+(\d+)/m.exec(proc("status"))[1]);
  /** Idle means idle: what opening has left behind goes back to the system within a minute or so. */
  const settledRss = async () => {
    let least = Number.POSITIVE_INFINITY;
    for (let quiet = 0; quiet < QUIET; ) {
      await delay(SETTLE_MS);
      quiet = rss() < least * 0.97 ? 0 : quiet + 1;
      least = Math.min(least, rss());
    }
    return rss();
  };
  /** A tick of the kernel's clock is 10 ms. */
  const processorMs = () => {
    const fields = proc("stat").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };

  try {
    const cookies = await inTurns(PEOPLE, 1, async (n) => {
      await stage.createPerson(n);
      return signIn(stage.origin, `person-${n}@example.org`, "correct horse");
    });
    const sessions = await createSessions(stage, connections);
    const line = (n) => open(stage.origin, cookies[n % PEOPLE], sessions[n]);
    for (const one of await inTurns(WARM_UP, AT_ONCE, line)) one.close();

    const before = await settledRss();
    let lines = [];
    const took = await time(async () => {
      lines = await inTurns(connections, AT_ONCE, line);
    });
    const after = await settledRss();
    const busy = processorMs();
    await delay(20_000);
    const processor = (processorMs() - busy) / 200;

    const seen = await watch(stage.origin, open, cookies[0], sessions[0]);
    for (const one of lines) one.close();
    const mb = (kB) => Math.round(kB / 1024);
    return {
      each: (after - before) / connections,
      before: mb(before),
      after: mb(after),
      perSecond: (connections / took) * 1_000,
      processor,
      watchers: WATCHERS,
      ...seen,
    };
  } finally {
    await stage.close();
  }
}

/** Sessions of the people in turn. */
async function createSessions({ pool, store, workspaceId, now }, count) {
  const { rows } = await pool.query("select id from users where email like 'person-%' order by email");
  const sessions = Array.from({ length: count }, () => randomUUID());
  for (let from = 0; from < count; from += 500) {
    const some = sessions.slice(from, from + 500).map((id, index) => {
      return { id, ownerId: rows[(from + index) % PEOPLE].id, at: now() };
    });
    await store.commit({
      newSessions: some.map((one) => ({ ...one, workspaceId, title: null, hidden: false, metadata: {} })),
      feed: some.map(({ id, ...one }) => ({
        sessionId: id,
        ...one,
        facts: [{ type: "session.created", title: null }],
      })),
    });
  }
  return sessions;
}

/** How soon after a request the first and the last of many watchers of one session have its entry. */
async function watch(origin, open, cookie, sessionId) {
  let onEntry = () => {};
  const watchers = await inTurns(WATCHERS, AT_ONCE, () => open(origin, cookie, sessionId, (text) => onEntry(text)));
  const [first, last] = [[], []];
  for (let n = 0; n < ENTRIES; n++) {
    let seen = 0;
    let sent = 0;
    const all = new Promise((resolve) => {
      onEntry = (text) => {
        if (!text.includes(`Title ${n}"`)) return;
        if (++seen === 1) first.push(performance.now() - sent);
        if (seen < WATCHERS) return;
        last.push(performance.now() - sent);
        resolve();
      };
    });
    sent = performance.now();
    const answer = await fetch(`${origin}/api/sessions/${sessionId}`, {
      method: "PATCH",
      headers: { cookie, origin, "content-type": "application/json" },
      body: JSON.stringify({ title: `Title ${n}` }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    await all;
    // The sidebar's own word about the session goes out first.
    await delay(400);
  }
  for (const one of watchers) one.close();
  return { first: median(first), last: median(last) };
}
