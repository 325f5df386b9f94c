import type { Page } from "#lib/application/ports/reads.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { isId } from "./read-sql.ts";

/** The place after a row in a list that is ordered by a time and an id. */
export interface Place {
  at: string;
  id: string;
}

export const encodeCursor = ({ at, id }: Place): string => Buffer.from(`${at} ${id}`).toString("base64url");

/** Throws `validation_failed` for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): Place {
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) || Number.isNaN(Date.parse(at)) || !isId(id))
    throw new DomainError("validation_failed", "The cursor is not one of ours. Start again without it.", {
      errors: [{ path: "cursor", message: "Unknown cursor." }],
    });
  return { at, id };
}

/** One page of rows that were read with `limit + 1`. */
export function pageOf<Item>(rows: Item[], limit: number, cursorOf: (last: Item) => string): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}
