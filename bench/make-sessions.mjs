/**
 * Writes old sessions as JSON lines, the same ones for the same arguments:
 *
 *     node scripts/node.mjs bench/make-sessions.mjs 100000 > sessions.jsonl
 *
 * Every hundred sessions belong to one more user, so that 100,000 of them have 1,000 (`--users` says otherwise); each
 * has six items on average. Sorted by time, as an export is.
 */
import { once } from "node:events";
import { parseArgs } from "node:util";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { users: { type: "string" }, types: { type: "string", default: "guide_agent,content_liaison,luca" } },
});
const total = Number(positionals[0]);
if (!Number.isInteger(total) || total < 1) {
  console.error("Usage: node scripts/node.mjs bench/make-sessions.mjs COUNT [--users N] [--types a,b] > FILE.jsonl");
  process.exit(1);
}
const users = Number(values.users ?? Math.max(1, Math.floor(total / 100)));
const types = values.types.split(",");

/** mulberry32: the same numbers everywhere. */
let seed = 20_250_301;
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];

const words =
  "margin revenue invoice quarter customer table figure region product cost forecast report tax ledger balance growth über café naïve 数据".split(
    " ",
  );
const sentence = (length) => `${Array.from({ length }, () => pick(words)).join(" ")}.`;
const text = () => Array.from({ length: 1 + below(4) }, () => sentence(6 + below(14))).join(" ");

const START = Date.UTC(2024, 0, 1);
const statuses = ["completed", "completed", "completed", "completed", "completed", "completed", "active", "stopped"];

function session(n) {
  let clock = START + n * 300_000 + below(60_000);
  const tick = () => {
    clock += 1_000 + below(60_000);
    return new Date(clock).toISOString();
  };
  const createdAt = tick();
  const items = [];
  for (let round = 1 + below(4); round > 0; round--) {
    items.push({ role: "user", text: text(), timestamp: tick() });
    const answer = { role: "assistant", text: text(), timestamp: tick() };
    if (below(4) === 0) {
      const expression = `${below(9_999)} * 0.19`;
      answer.toolCalls = [{ id: `call-${round}`, name: "calculate", input: { expression } }];
      items.push(answer, { role: "tool", toolCallId: `call-${round}`, output: below(2_000), timestamp: tick() });
      items.push({ role: "assistant", text: text(), timestamp: tick() });
    } else items.push(answer);
  }
  const status = below(50) === 0 ? "expired" : pick(statuses);
  const end = tick();
  const user = 1 + below(users);
  return {
    id: `old-${n}`,
    user: `person${user}@old.example.org`,
    sessionType: types[(user + below(2)) % types.length],
    status,
    title: below(3) === 0 ? sentence(3) : undefined,
    summary: status === "completed" ? sentence(12) : undefined,
    createdAt,
    updatedAt: end,
    completedAt: status === "active" ? undefined : end,
    metadata: { source: "old", number: n },
    items,
  };
}

let waiting = "";
for (let n = 1; n <= total; n++) {
  waiting += `${JSON.stringify(session(n))}\n`;
  if (waiting.length < 1 << 18 && n < total) continue;
  if (!process.stdout.write(waiting)) await once(process.stdout, "drain");
  waiting = "";
}
