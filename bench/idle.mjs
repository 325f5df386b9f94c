// npm run bench -- --idle: what connections cost that only listen, and how soon many watchers of one session see an entry.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openEvents, openSocket } from "./idle/clients.mjs";
import { measure } from "./idle/measure.mjs";
import { draw } from "./report.mjs";

const { values } = parseArgs({ options: { connections: { type: "string", default: "10000" } } });
const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))[1]);
const asked = Number(values.connections);
const connections = Math.min(asked, limit - 2_000);
if (connections < asked)
  console.error(`A process may open ${limit} files here: ${connections} connections. Raise it with ulimit -n.`);

const rows = [];
for (const [kind, open, must] of [
  ["WebSocket", openSocket, 20],
  ["server-sent events", openEvents, 30],
]) {
  const { each, before, after, perSecond, processor, first, last, watchers } = await measure(open, connections);
  const row = (figure, value, limit = "–", held = "–") => rows.push([`${kind}: ${figure}`, limit, value, held]);
  row(`RSS of each of ${connections}`, `${each.toFixed(1)} kB`, `≤ ${must} kB`, each <= must ? "yes" : "NO");
  row("RSS of the process without and with them", `${before} → ${after} MB`);
  row("signed in, opened and caught up", `${Math.round(perSecond)} /s`);
  row("processor while they are idle", `${processor.toFixed(1)} % of a core`);
  row(`an entry seen by the first / last of ${watchers} watchers, p50`, `${first.toFixed(0)} / ${last.toFixed(0)} ms`);
  for (const cells of rows.slice(-5)) console.error(cells.join("  "));
}
console.log(`\n${draw(["figure", "must", "measured", "held"], rows)}`);
process.exit(rows.every((cells) => cells.at(-1) !== "NO") ? 0 : 1);
