import { DomainError } from "./errors.ts";
import type { Json, JsonObject } from "./json.ts";
import { storableJson } from "./storable-json.ts";

/** JSON that is nested deeper is nobody's data: reading it could exhaust the stack. */
const MAX_LEVELS = 64;
/** Escapes of what no row can hold: NUL, and what may be half of a character. */
const ODD = /\\u(?:0000|d[89a-f])/i;
const [QUOTE, BACKSLASH, COMMA, SPACE] = [0x22, 0x5c, 0x2c, 0x20];
const OPENING = new Map([
  [0x7b, "{"],
  [0x5b, "["],
]);
const CLOSING = new Set([0x7d, 0x5d]);

/** An object in a text: from its brace to behind the one that closes it, and how many values are in it. */
export interface JsonItem {
  from: number;
  to: number;
  values: number;
}

export interface JsonOutline {
  /** Members of objects and items of lists, at all depths. */
  values: number;
  items: JsonItem[];
}

/** The text of a body. Error: `malformed_body` */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed();
  }
}

/**
 * The object that a text is, without the characters that no row could hold.
 *
 * @throws `malformed_body`, `validation_failed` for JSON that is no object
 */
export function parseObject(text: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new DomainError("validation_failed", "The body must be a JSON object.", {
      errors: [{ path: "", message: "Send a JSON object." }],
    });
  return ODD.test(text) ? (storableJson(value) as JsonObject) : value;
}

/**
 * Looks at JSON before anything is made of it: values take a hundred times as long to be made as their characters to be
 * passed over. Its items are the objects that stand within these brackets, the outermost first. What is no JSON comes
 * through, for whoever parses it to find.
 *
 * @throws `validation_failed` for more values than `most`, or deeper ones than anybody needs
 */
export function outlineJson(text: string, most: number, within?: string): JsonOutline {
  const items: JsonItem[] = [];
  let item: JsonItem | null = null;
  let open = "";
  let values = 0;
  /** A bracket has just opened. */
  let fresh = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= SPACE) continue;
    const closes = CLOSING.has(code);
    if (code === COMMA || (fresh && !closes)) values++;
    if (values > most) throw tooMuch(`The body has more than the ${most} values that are read at once. Send less.`);
    fresh = false;
    const bracket = OPENING.get(code);
    if (code === QUOTE) at = endOfString(text, at);
    else if (bracket) {
      if (open.length === MAX_LEVELS)
        throw tooMuch(`The body is nested deeper than ${MAX_LEVELS} levels. Send it flatter.`);
      if (open === within && bracket === "{") item = { from: at, to: at, values };
      open += bracket;
      fresh = true;
    } else if (closes) {
      open = open.slice(0, -1);
      if (open === within && item) {
        items.push({ from: item.from, to: at + 1, values: values - item.values });
        item = null;
      }
    }
  }
  return { values, items };
}

function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

const malformed = () =>
  new DomainError("malformed_body", "The body is not valid JSON in UTF-8. Check its syntax and encoding.");

const tooMuch = (detail: string) => new DomainError("validation_failed", detail);
