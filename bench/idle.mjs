// npm run bench -- --idle: what connections cost that only listen, and how soon many watchers of one session see an entry.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openStage } from "./agents/stage.mjs";
import { inTurns, openEvents, openSocket, signIn } from "./idle/clients.mjs";
import { draw } from "./report.mjs";

const { values } = parseArgs({ options: { connections: { type: "string", default: "10000" } } });
const PEOPLE = 8;
const AT_ONCE = 64;
const WATCHERS = 1_000;
const ENTRIES = 20;
const SETTLE_MS = 10_000;

const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))[1]);
const asked = Number(values.connections);
const connections = Math.min(asked, limit - 1_000);
if (connections < asked)
  console.error(
    `This shell allows ${limit} open files a process: ${connections} connections. Raise it with ulimit -n.`,
  );

const stage = await openStage();
const rssOf = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
const processorMs = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
/** What the process holds once nothing moves any more: memory goes back to the system some time after it is free. */
async function settled() {
  let least = Number.POSITIVE_INFINITY;
  for (let quiet = 0; quiet < 3; ) {
    await delay(SETTLE_MS);
    const now = rssOf(stage.pid);
    quiet = now < least * 0.97 ? 0 : quiet + 1;
    least = Math.min(least, now);
  }
  return rssOf(stage.pid);
}

const rows = [];
const row = (name, must, value, unit, held) => {
  rows.push([
    name,
    must === null ? "–" : `≤ ${must} ${unit}`,
    `${value} ${unit}`,
    held === null ? "–" : held ? "yes" : "NO",
  ]);
  console.error(rows.at(-1).join("  "));
};

try {
  const cookies = await inTurns(PEOPLE, 1, async (n) => {
    await stage.createPerson(n);
    return signIn(stage.origin, `person-${n}@example.org`, "correct horse");
  });
  const sessions = Array.from({ length: connections }, () => randomUUID());
  const cookieOf = (n) => cookies[n % PEOPLE];

  // Everything is compiled, every session is there, and the heap has had its first growth.
  for (const one of await inTurns(connections, AT_ONCE, (n) => openSocket(stage.origin, cookieOf(n), sessions[n])))
    one.close();
  await inTurns(500, AT_ONCE, async (n) => (await openEvents(stage.origin, cookieOf(n), sessions[n])).close());

  for (const [name, open, must] of [
    ["WebSocket", openSocket, 20],
    ["server-sent events", openEvents, 30],
  ]) {
    const before = await settled();
    const start = performance.now();
    const lines = await inTurns(connections, AT_ONCE, (n) => open(stage.origin, cookieOf(n), sessions[n]));
    const took = performance.now() - start;
    const after = await settled();
    const each = (after - before) / connections;
    row(`${connections} idle, ${name}: RSS each`, must, each.toFixed(1), "kB", each <= must);
    row(
      `${name}: RSS of the process before and with them`,
      null,
      `${Math.round(before / 1024)} → ${Math.round(after / 1024)}`,
      "MB",
      null,
    );
    row(`${name}: opened, signed in and caught up`, null, Math.round((connections / took) * 1_000), "/s", null);
    const cpu = processorMs(stage.pid);
    await delay(20_000);
    row(`${name}: processor while idle`, null, ((processorMs(stage.pid) - cpu) / 200).toFixed(1), "% of a core", null);

    const watched = sessions[0];
    let onEntry = () => {};
    const watchers = await inTurns(WATCHERS, AT_ONCE, () =>
      open(stage.origin, cookies[0], watched, (text) => onEntry(text)),
    );
    const [first, last] = [[], []];
    for (let n = 0; n < ENTRIES; n++) {
      let seen = 0;
      const all = new Promise((resolve) => {
        onEntry = (text) => {
          if (!text.includes(`Title ${n}"`)) return;
          if (++seen === 1) first.push(performance.now() - sent);
          if (seen < WATCHERS) return;
          last.push(performance.now() - sent);
          resolve();
        };
      });
      const sent = performance.now();
      const answer = await fetch(`${stage.origin}/api/sessions/${watched}`, {
        method: "PATCH",
        headers: { cookie: cookies[0], "content-type": "application/json", origin: stage.origin },
        body: JSON.stringify({ title: `Title ${n}` }),
      });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      await all;
      await delay(100);
    }
    const p50 = (times) => times.toSorted((a, b) => a - b)[times.length >> 1].toFixed(1);
    row(
      `${name}: an entry seen by ${WATCHERS} watchers beside the idle ones, first / last, p50`,
      null,
      `${p50(first)} / ${p50(last)}`,
      "ms",
      null,
    );
    for (const one of [...watchers, ...lines]) one.close();
  }
} finally {
  await stage.close();
}
console.log(`\n${draw(["figure", "must", "measured", "held"], rows)}`);
process.exit(rows.every((cells) => cells.at(-1) !== "NO") ? 0 : 1);
