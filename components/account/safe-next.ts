/** A path of ours to go on to, whatever the address bar says. */
export const safeNext = (next: unknown): string =>
  typeof next === "string" && /^\/(?![/\\])/.test(next) && !next.includes("\\") ? next : "/";
