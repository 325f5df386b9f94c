// npm run bench -- --agents: what an agent's log, its sessions and its feed cost, beside a plain `select`.
import { parseArgs } from "node:util";
import { ceilings } from "./agents/ceilings.mjs";
import { appendAtOnce, load, reconnect, resume, startSession } from "./agents/figures.mjs";
import { openStage } from "./agents/stage.mjs";
import { draw } from "./report.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const milliseconds = { unit: "ms", good: (value, must) => value < must };
const perSecond = { unit: "/s", good: (value, must) => value >= must };

const figures = [
  { name: "load an agent of 1,000 events, p50", must: 5, ...milliseconds, run: (stage) => load(stage, 1_000) },
  { name: "load an agent of 10,000 events, p50", must: 8, ...milliseconds, run: (stage) => load(stage, 10_000) },
  { name: "start a session, p50", must: 20, ...milliseconds, run: startSession },
  { name: "resume a suspended turn to its first step, p50", must: 30, ...milliseconds, run: resume },
  { name: "reconnect the feed, p50", must: 50, ...milliseconds, run: reconnect },
  { name: "append 3 events + projections + feed, 32 at once", must: 1_500, ...perSecond, run: appendAtOnce },
];

const number = (value, digits = 2) => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? digits : 0 });
const row = ({ name, unit, good }, must, value, plain) => [
  name,
  `${unit === "ms" ? "<" : "≥"} ${number(must)} ${unit}`,
  `${number(value)} ${unit}`,
  plain === undefined ? "–" : `${number(plain)} ${unit}`,
  plain === undefined ? "–" : `${number(value / plain)} ×`,
  good(value, must) ? "yes" : "NO",
];

const stage = await openStage();
const rows = [];
try {
  for (const figure of figures.filter(({ name }) => name.includes(values.only ?? ""))) {
    const { value, plain } = await figure.run(stage);
    rows.push(row(figure, figure.must, value, plain));
    console.error(rows.at(-1).join("  "));
  }
  if (!values.only || "ceilings".includes(values.only))
    for (const { name, must, p99 } of await ceilings(stage)) rows.push(row({ ...milliseconds, name }, must, p99));
} finally {
  await stage.close();
}
console.log(`\n${draw(["figure", "must", "measured", "a plain select", "ratio", "held"], rows)}`);
process.exit(rows.every((cells) => cells.at(-1) === "yes") ? 0 : 1);
