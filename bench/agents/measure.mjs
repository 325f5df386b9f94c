// Times of one figure: several repeats of many samples, told by the median of the repeats.

const sorted = (times) => times.toSorted((a, b) => a - b);
export const percentile = (times, share) => sorted(times)[Math.min(times.length - 1, Math.floor(times.length * share))];
export const median = (times) => percentile(times, 0.5);

/** Milliseconds that a piece of work takes. */
export async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** `samples` times of each piece of work, taken in turns so that all of them meet the same machine. */
export async function sample(samples, works) {
  const times = works.map(() => []);
  for (let n = 0; n < samples; n++)
    for (const [index, work] of works.entries()) times[index].push(await time(() => work(n)));
  return times;
}

/** How often a second `work` is done by `writers` at once. */
export async function rate(writers, milliseconds, work) {
  let count = 0;
  const end = performance.now() + milliseconds;
  const write = async (writer) => {
    while (performance.now() < end) {
      await work(writer);
      count++;
    }
  };
  const took = await time(() => Promise.all(Array.from({ length: writers }, (_, writer) => write(writer))));
  return (count * 1000) / took;
}

/** `repeats` rounds of a measurement that gives named numbers: the median of each. */
export async function repeated(repeats, round) {
  const rounds = [];
  for (let n = 0; n < repeats; n++) rounds.push(await round(n));
  return Object.fromEntries(Object.keys(rounds[0]).map((key) => [key, median(rounds.map((one) => one[key]))]));
}
