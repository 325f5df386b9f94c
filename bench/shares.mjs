// What two processes carry beside one, and what share of the machine each part of the measurement took.
import { notCarried, wrong } from "./goals.mjs";
import { median, per1k } from "./report.mjs";

const MUST = 1.7;
/** Of all cores: a machine that is busier than this has nothing left to give. */
const FULL = 0.85;

/** The run whose figures are the medians of these; undefined where there are none. */
export function typical(runs) {
  const [first] = runs ?? [];
  return (
    first &&
    Object.fromEntries(Object.keys(first).map((name) => [name, median(runs, (run) => Number(run[name] ?? Number.NaN))]))
  );
}

/** Cores that the parts of a run used, all of it. */
export function shares(run) {
  const database = (run.dbMsPer1k * run.tokens) / 1e6 / run.wall;
  const parts = { server: run.cores, database, model: run.llmCores, generator: run.genCores };
  return { ...parts, sum: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/** The largest step that is carried, and the one after it; 0 where none is, undefined where there is none. */
function reach(results, target, steps) {
  const last = steps.findLastIndex((count) => notCarried(results, target, `paced${count}`)?.length === 0);
  return { carried: steps[last] ?? 0, next: steps[last + 1] };
}

/** Whether two carry 1.7 times what one does, in words. `results`: runs of `one` and `two` and the proxy, by scenario. */
export function compare(results, steps, cores) {
  const [one, two] = ["one", "two"].map((target) => reach(results, target, steps));
  const runOf = (target, count) => typical(results[target]?.[`paced${count}`]);
  const ratio = one.carried > 0 ? two.carried / one.carried : 0;
  const sentences = [
    `One process carries ${one.carried} streams, two carry ${two.carried}: ${ratio.toFixed(2)} × (must ${MUST}).`,
  ];
  if (ratio >= MUST) return { sentences: [...sentences, "held"], held: true };

  const last = runOf("two", two.next);
  const busy = last && Math.max(last.busiest ?? 0, shares(last).sum / cores);
  const isFull = last ? busy >= FULL || last.load >= cores : two.next === undefined;
  const why = last ? "the machine had cores left" : `nothing was measured of two with ${two.next} streams`;
  if (!isFull) return { sentences: [...sentences, `MISSED: ${why}.`], held: false };
  const limit = last
    ? `The machine is the limit: with ${two.next} streams its ${cores} cores are busy to ${Math.round(100 * busy)} % in the second in which most of them start, its load is ${last.load}.`
    : "The steps end before two processes do: ask for larger ones with --steps.";
  const isWhole = (count) => {
    const runs = results.two?.[`paced${count}`];
    return runs !== undefined && Object.values(wrong(runs)).every((found) => found === 0);
  };
  const isCarried = (count) => notCarried(results, "one", `paced${count}`)?.length === 0;
  const each = steps.findLast((count) => isCarried(count) && isWhole(2 * count));
  if (!each)
    return {
      sentences: [
        ...sentences,
        limit,
        "MISSED: there is no step that one carries and of which twice as many ran whole with two.",
      ],
      held: false,
    };
  const dearer = per1k(runOf("two", 2 * each)) / per1k(runOf("one", each));
  const scale = 2 / dearer;
  const cost = `With ${each} streams on each a token costs two processes ${dearer.toFixed(2)} × what it costs one, server and database: with cores enough they would carry ${scale.toFixed(2)} ×.`;
  return { sentences: [...sentences, limit, cost, scale >= MUST ? "held by cost" : "MISSED"], held: scale >= MUST };
}
