// What the whole machine had to do while streams ran: an average over a run says nothing of the second in which they start.
import { appendFileSync, readFileSync } from "node:fs";

const EVERY_MS = 100;
const SECOND = 1_000 / EVERY_MS;

/** Ticks of all cores since the start: busy ones, and all. Null where the system does not tell. */
function ticks() {
  try {
    const [line] = readFileSync("/proc/stat", "latin1").split("\n", 1);
    const [user, nice, system, idle, wait, ...rest] = line.trim().split(/\s+/).slice(1).map(Number);
    const busy = user + nice + system + rest.slice(0, 2).reduce((sum, part) => sum + part, 0);
    return { busy, all: busy + idle + wait };
  } catch {
    return null;
  }
}

/** The largest mean of a second's samples; of all, where there are fewer. */
export function busiestSecond(samples) {
  const size = Math.min(SECOND, samples.length);
  const starts = samples.slice(0, samples.length - size + 1);
  const means = starts.map((_, start) => samples.slice(start, start + size).reduce((sum, one) => sum + one, 0) / size);
  return means.length > 0 ? Math.max(...means) : undefined;
}

/** Appends a line for each run: how many streams were prepared for it, and the share of all cores its busiest second took. */
export function watchMachine(file) {
  let samples = [];
  let streams = 0;
  let last = ticks();
  const look = () => {
    const now = ticks();
    if (now && last && now.all > last.all) samples.push((now.busy - last.busy) / (now.all - last.all));
    last = now;
  };
  const end = () => {
    const busiest = busiestSecond(samples);
    if (streams > 0 && busiest !== undefined) appendFileSync(file, `${JSON.stringify({ streams, busiest })}\n`);
    streams = 0;
  };
  setInterval(look, EVERY_MS).unref();
  process.once("exit", end);
  return {
    /** Stream number `index` of the next run has been prepared: what came before it is over, and preparing is no part of it. */
    prepared(index) {
      if (index === 0) end();
      streams = Math.max(streams, index + 1);
      samples = [];
    },
  };
}
