/**
 * Percent of a run that is done, a whole number from 0 to 100. `weights` are the steps' in order, `completed` how many
 * of them are done, `within` (0 to 1) how far the next one is. 100 is kept for a run whose steps are all done.
 */
export function runProgress(weights: readonly number[], completed: number, within = 0): number {
  if (completed >= weights.length) return 100;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const before = weights.slice(0, completed).reduce((sum, weight) => sum + weight, 0);
  const running = (weights[completed] ?? 0) * Math.min(1, Math.max(0, within));
  return total > 0 ? Math.min(99, Math.floor((100 * (before + running)) / total)) : 0;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before the next attempt: doubled each time, and between half and all of that by chance,
 * so that many runs do not come back at the same moment. `attempt` counts from 1, `chance` is from 0 to 1.
 */
export function retryDelay(attempt: number, chance: number): number {
  const most = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(most * (0.5 + chance / 2));
}
