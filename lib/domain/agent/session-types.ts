/**
 * What an old system's session type means: `find` looks up a slug or one of its aliases in the registry, which is the
 * one table of session types. Forgiving about spelling: `Guide_Agent`, `guide agent` and `guide-session` are `guide`.
 */
export function findBySessionType<Found>(
  type: string,
  find: (slugOrAlias: string) => Found | undefined,
): Found | undefined {
  const snake = type
    .trim()
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[\s_.-]+/g, "_");
  const bare = snake.replace(/_(agent|session|conversation)$/, "");
  for (const name of [type, snake, bare, bare.replaceAll("_", "-"), `${bare}_agent`]) {
    const found = find(name);
    if (found) return found;
  }
  return undefined;
}
