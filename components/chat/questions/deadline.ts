export interface Deadline {
  words: string;
  /** So near that it counts down. */
  near: boolean;
  over: boolean;
  /** Milliseconds until the words change. */
  next: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Until when a question takes an answer, in words: a time, and when it is near, what is left. */
export function deadlineOf(expiresAt: string, now: number, locale?: string, timeZone?: string): Deadline {
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return { words: "Expired", near: false, over: true, next: Number.POSITIVE_INFINITY };
  if (left < 2 * MINUTE) {
    const seconds = Math.ceil(left / SECOND);
    return { words: `Answer within ${seconds} s`, near: true, over: false, next: left - (seconds - 1) * SECOND };
  }
  if (left < HOUR) {
    const minutes = Math.floor(left / MINUTE);
    return { words: `Answer within ${minutes} min`, near: true, over: false, next: left - minutes * MINUTE + 1 };
  }
  const at = new Date(expiresAt);
  const zone = timeZone ? { timeZone } : {};
  const time = at.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit", ...zone });
  if (left < DAY)
    return { words: `Answer until ${time}`, near: false, over: false, next: Math.min(left - HOUR + 1, HOUR) };
  const day = at.toLocaleDateString(locale, { weekday: "short", day: "numeric", month: "short", ...zone });
  return { words: `Answer until ${day}, ${time}`, near: false, over: false, next: Math.min(left - DAY + 1, HOUR) };
}
