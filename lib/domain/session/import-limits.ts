/** Of a file that is brought in. */
export const MAX_IMPORT_BYTES = 10 * 1024 * 1024;
export const MAX_CONVERSATIONS = 100;
export const MAX_MESSAGES = 20_000;
/** Texts, numbers, lists and objects of all depths: each may have something wrong with it, which takes memory to say. */
export const MAX_VALUES = 400_000;
export const MAX_VALUES_IN_MESSAGE = 50_000;

/** The place in a zod schema where a value is looked at before it is parsed. */
interface Looking {
  addIssue(issue: { code: "custom"; message: string; path?: PropertyKey[] }): void;
}

/** The value itself; with an issue when it is more than a session may be. */
export function withinLimits(value: unknown, { addIssue }: Looking): unknown {
  const refuse = (message: string, ...path: PropertyKey[]) => addIssue({ code: "custom", message, path });
  const conversations = listIn(value, "conversations");
  const messages = conversations.reduce<number>((sum, one) => sum + listIn(one, "messages").length, 0);
  const tooMuch = (value: unknown) => hasMoreThan(MAX_VALUES_IN_MESSAGE, value);
  if (conversations.length > MAX_CONVERSATIONS)
    refuse(`A session has at most ${MAX_CONVERSATIONS} conversations.`, "conversations");
  else if (messages > MAX_MESSAGES)
    refuse(`A session has at most ${MAX_MESSAGES} messages; this has ${messages}.`, "conversations");
  else if (hasMoreThan(MAX_VALUES, value))
    refuse(`This is more than the ${MAX_VALUES} values that can be read at once.`, "conversations");
  else if (tooMuch({ ...(value as object), conversations: [] }))
    refuse(`Beside its conversations a session has at most ${MAX_VALUES_IN_MESSAGE} values.`, "orchestratorContext");
  else if (conversations.some((one) => listIn(one, "messages").some(tooMuch)))
    refuse(`A message has at most ${MAX_VALUES_IN_MESSAGE} values: rows, cells and the like.`, "conversations");
  return value;
}

function listIn(value: unknown, name: string): unknown[] {
  const list = (value as Record<string, unknown> | null | undefined)?.[name];
  return Array.isArray(list) ? list : [];
}

function hasMoreThan(most: number, whole: unknown): boolean {
  const waiting = [whole];
  for (let seen = 0; waiting.length > 0; ) {
    const value = waiting.pop();
    if (typeof value !== "object" || value === null) continue;
    const inside = Object.values(value);
    seen += inside.length;
    if (seen > most) return true;
    for (const one of inside) waiting.push(one);
  }
  return false;
}
