import { type JsonItem, outlineJson, parseObject, textOf } from "#lib/domain/json-text.ts";
import { MAX_MESSAGES, MAX_VALUES, MAX_VALUES_IN_MESSAGE } from "#lib/domain/session/import-limits.ts";
import { invalidField, parseInput } from "../parse-input.ts";
import { type PortableMessage, type PortableSession, portableMessage, sessionOutline } from "./schema.ts";

/** Messages are the objects in the lists of the objects in the list of a file. */
const MESSAGES_ARE_WITHIN = "{[{[";
/** As many as are read in some milliseconds; then others have their turn. */
const VALUES_AT_ONCE = 2_000;

/**
 * A session that was exported, read message by message, so that nobody has to wait for long whatever is in it. What is
 * too much is refused before anything is made of it, and what is wrong all over at its first fault.
 *
 * @throws `malformed_body`, `validation_failed` with the place
 */
export async function readSession(bytes: Uint8Array): Promise<PortableSession> {
  const text = textOf(bytes);
  const { values, items } = outlineJson(text, MAX_VALUES, MESSAGES_ARE_WITHIN);
  const inMessages = items.reduce((sum, item) => sum + item.values, items.length);
  if (values - inMessages > MAX_VALUES_IN_MESSAGE)
    throw invalidField("conversations", `Beside its messages a session has at most ${MAX_VALUES_IN_MESSAGE} values.`);
  if (items.length > MAX_MESSAGES) throw tooManyMessages();
  const file = parseInput(sessionOutline, parseObject(withoutItems(text, items)));
  if (file.conversations.reduce((sum, { messages }) => sum + messages.length, 0) > MAX_MESSAGES)
    throw tooManyMessages();

  const conversations: PortableSession["conversations"] = [];
  let atOnce = 0;
  for (const [index, { messages, ...told }] of file.conversations.entries()) {
    const read: PortableMessage[] = [];
    for (const one of messages) {
      const place = ["conversations", index, "messages", read.length];
      const item = itemOf(one, items);
      if (item && item.values > MAX_VALUES_IN_MESSAGE)
        throw invalidField(place.join("."), `A message has at most ${MAX_VALUES_IN_MESSAGE} values.`);
      const value = item ? parseObject(text.slice(item.from, item.to)) : one;
      read.push(inOrder(parseInput(portableMessage, value, "validation_failed", place), place));
      atOnce += item?.values ?? 0;
      if (atOnce > VALUES_AT_ONCE) {
        atOnce = 0;
        await new Promise(setImmediate);
      }
    }
    conversations.push({ ...told, messages: read });
  }
  return { ...file, conversations };
}

/** The text with the number of each item in its place. */
function withoutItems(text: string, items: readonly JsonItem[]): string {
  const pieces = items.map(({ from }, number) => `${text.slice(items[number - 1]?.to ?? 0, from)}{"item":${number}}`);
  return pieces.join("") + text.slice(items.at(-1)?.to ?? 0);
}

/** Every object where a message should be is the number of one; something else is itself, and wrong. */
const itemOf = (value: unknown, items: readonly JsonItem[]): JsonItem | undefined =>
  typeof value === "object" && value !== null && "item" in value ? items[value.item as number] : undefined;

function inOrder(message: PortableMessage, place: readonly PropertyKey[]): PortableMessage {
  const due = (place.at(-1) as number) + 1;
  const { number, follows } = message;
  const wrong = (field: string, words: string) => invalidField([...place, field].join("."), words);
  if (number !== due) throw wrong("number", `Messages are numbered 1, 2, 3 …: this is ${due}.`);
  if (follows !== null && follows >= number) throw wrong("follows", "A message follows an earlier one.");
  return message;
}

const tooManyMessages = () => invalidField("conversations", `A session has at most ${MAX_MESSAGES} messages.`);
