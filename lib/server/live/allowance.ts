/** How much one client may ask for: so many at once, and so many a second over time. */
export interface Allowance {
  /** False when the client asks for more than it may. */
  take(): boolean;
}

/** Frames of one socket. A tab that comes back subscribes to all of its sessions at once. */
export const FRAMES = { atOnce: 300, perSecond: 50 };

/** `now` counts milliseconds. */
export function createAllowance(
  { atOnce, perSecond }: { atOnce: number; perSecond: number },
  now: () => number = () => performance.now(),
): Allowance {
  let left = atOnce;
  let at = now();
  return {
    take() {
      const time = now();
      left = Math.min(atOnce, left + ((time - at) / 1_000) * perSecond);
      at = time;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
