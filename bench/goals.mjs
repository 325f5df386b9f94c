// What the runs of the load tools are held against: figures by the median of a scenario's runs, correctness in every one.
import { median, per1k, perTurn, total } from "./report.mjs";

/** First token of the proxy that only moves bytes, with 200 streams on a quiet machine: where none was run beside us. */
const PROXY = { ttft50: 8, ttft99: 52 };
export const GAP_MS = 110;
export const FIRST_TOKEN_OVER_PROXY = { ttft50: 35, ttft99: 120 };

/** Streams and tokens that a scenario's runs did not carry whole. */
export const wrong = (runs) => ({
  failed: total(runs, ({ streams, ok }) => streams - ok),
  tokens: total(runs, ({ lost, dup, inexact }) => lost + dup + inexact),
});

/** The same in words; empty when all was carried whole. */
export function faultsIn(runs) {
  const { failed, tokens } = wrong(runs);
  return [
    ...(failed > 0 ? [`${failed} streams failed`] : []),
    ...(tokens > 0 ? [`${tokens} tokens or answers wrong`] : []),
  ];
}

/** How much later than the proxy's the first token comes with as many streams, by `ttft50` or `ttft99`. */
export function overProxy(results, target, scenario, which) {
  const own = median(results[target]?.[scenario], (run) => run[which]);
  return own === undefined ? undefined : own - (median(results.proxy?.[scenario], (run) => run[which]) ?? PROXY[which]);
}

const figure = (name, scenario, limits, measure, draw) => ({ name, scenario, limits, measure, draw });
const times = (value) => `${value.toFixed(2)} ×`;
const ms = (value) => `${value > 0 ? "+" : ""}${Math.round(value)} ms`;
const plain = (unit) => (value) => `${Math.round(value)} ${unit}`;
const ofFloor = (cost) => (results, scenario) => {
  const [own, floor] = ["throughline", "floor"].map((target) => median(results[target]?.[scenario], cost));
  return own !== undefined && floor ? own / floor : undefined;
};
const later = (which) => (results, scenario) => overProxy(results, "throughline", scenario, which);
const own = (name) => (results, scenario) => median(results.throughline?.[scenario], (run) => run[name]);

/** Measured as one number that must not be larger. */
const FIGURES = [
  figure("CPU per 1k tokens, 200 streams", "paced200", [0.6, 0.42], ofFloor(per1k), times),
  figure("CPU per turn of 20 tokens", "closed32x20", [0.8, 0.45], ofFloor(perTurn), times),
  figure("first token over the proxy's, 200 streams, p50", "paced200", [35, 15], later("ttft50"), ms),
  figure("first token over the proxy's, 200 streams, p99", "paced200", [120, 30], later("ttft99"), ms),
  figure("gap between tokens, 200 streams, p99", "paced200", [GAP_MS, 70], own("gap99"), plain("ms")),
  figure("RSS at its peak, 200 streams", "paced200", [420, 300], own("rssPeak"), plain("MB")),
  figure("RSS of each open stream", "paced200", [150, 100], own("kbPerStream"), plain("kB")),
];

/** Why a scenario's streams are not carried, in words; empty when they are, undefined when it was not run. */
export function notCarried(results, target, scenario) {
  const runs = results[target]?.[scenario];
  if (!runs) return undefined;
  const gap = median(runs, ({ gap99 }) => gap99);
  const over = (which) => {
    const value = overProxy(results, target, scenario, which);
    const ok = value <= FIRST_TOKEN_OVER_PROXY[which];
    return ok ? [] : [`first token p${which.slice(4)} ${value === undefined ? "never" : ms(value)}`];
  };
  return [
    ...faultsIn(runs),
    ...(gap <= GAP_MS ? [] : [`gap p99 ${Math.round(gap)} ms`]),
    ...over("ttft50"),
    ...over("ttft99"),
  ];
}

const carried = (results, scenario) => {
  const why = notCarried(results, "throughline", scenario);
  return why && (why.length === 0 ? "all" : why.join(", "));
};

const UNMEASURED = "MISSED: nothing measured";

/**
 * A line for each goal: figure, must, stretch, measured, and held, MISSED, or that it was not asked. `asked` are the names of
 * the scenarios and targets that were to run: what should have been measured and was not is missed.
 */
export function judge(results, asked) {
  const isAsked = (scenario, targets) =>
    asked.scenarios.includes(scenario) && targets.every((target) => asked.targets.includes(target));
  const verdict = (value, isHeld, wasAsked) =>
    value === undefined ? (wasAsked ? UNMEASURED : "not asked") : isHeld(value) ? "held" : "MISSED";

  const figures = FIGURES.map(({ name, scenario, limits, measure, draw }) => {
    const [must, stretch] = limits;
    const value = measure(results, scenario);
    const targets = name.startsWith("CPU") ? ["throughline", "floor"] : ["throughline"];
    const held = verdict(value, (found) => found <= must, isAsked(scenario, targets));
    return [name, `≤ ${must}`, `≤ ${stretch}`, value === undefined ? "–" : draw(value), held];
  });
  const streams = carried(results, "paced300");
  const more = carried(results, "paced500");
  const carries = [
    "paced streams within these",
    "300",
    "500",
    `300: ${streams ?? "–"}; 500: ${more ?? "–"}`,
    verdict(streams, (found) => found === "all", isAsked("paced300", ["throughline"])),
  ];
  const all = Object.values(results.throughline ?? {}).flat();
  const { failed, tokens } = wrong(all);
  const correct = (name, count) => {
    const value = all.length > 0 ? count : undefined;
    const held = verdict(value, (found) => found === 0, asked.targets.includes("throughline"));
    return [name, "0", "0", value === undefined ? "–" : `${value} in ${all.length} runs`, held];
  };
  return [
    ...figures,
    carries,
    correct("tokens or answers lost, repeated, inexact, in any run", tokens),
    correct("streams that failed, in any run", failed),
  ];
}

export const HEAD = ["figure", "must", "stretch", "measured", "verdict"];
export const isMissed = (line) => line.at(-1).startsWith("MISSED");
export const isUnmeasured = (line) => line.at(-1) === UNMEASURED;

/** Why a soak fails, in words. `heaps`: bytes held after each minute, three or more; `turns`: ended in each minute. */
export function soakFailures({ heaps, turns, wrong: wrongAnswers, errors }) {
  const { before, after } = thirds(heaps);
  const silent = turns.filter((count) => count === 0).length;
  return [
    ...(after < before * 1.05 + 2e6 ? [] : ["what is held grows"]),
    ...(wrongAnswers > 0 ? [`${wrongAnswers} answers wrong`] : []),
    ...(errors > 0 ? [`${errors} requests failed`] : []),
    ...(silent > 0 ? [`no turn ended in ${silent} of ${turns.length} minutes`] : []),
  ];
}

/** The first minutes fill caches and compile code: the second third is what the last one is held against. */
export function thirds(heaps) {
  const third = Math.floor(heaps.length / 3);
  const held = (part) => median(part, (bytes) => bytes);
  return { before: held(heaps.slice(third, 2 * third)), after: held(heaps.slice(-third)) };
}
