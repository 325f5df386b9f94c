import type pg from "pg";
import { storableText } from "#lib/domain/storable-json.ts";
import { createBatcher } from "./batcher.ts";
import type { Statement } from "./read-sql.ts";

type Answer<Item> = { place: number; item: Item };

/**
 * A read that every turn needs: those that are asked while one is on its way share the next statement, and each gets
 * its own answer, or null. `types` are those of the statement's parameters, in order.
 */
export function createHotRead<Item>(
  pool: pg.Pool,
  { name, text }: Statement,
  types: readonly string[],
): (values: unknown[]) => Promise<Item | null> {
  const columns = types.map((type, index) => `p${index + 1} ${type}`);
  const names = types.map((_, index) => `p${index + 1}`);
  const together = {
    name: `${name}_together`,
    // One JSON, because an array's length would have it planned anew each time; `offset 0` keeps the read as it is alone.
    text: `select asked.place::int, answer.item
      from rows from (jsonb_to_recordset($1::jsonb) as (${columns.join(", ")})) with ordinality as asked(${names.join(", ")}, place)
      cross join lateral (${text.replaceAll(/\$(\d+)/g, "asked.p$1")} offset 0) answer`,
  };
  const read = createBatcher(async (questions: unknown[][]) => {
    const values = questions.map((question) => Object.fromEntries(names.map((one, index) => [one, question[index]])));
    const { rows } = await pool.query<Answer<Item>>({ ...together, values: [JSON.stringify(values)] });
    const answers = new Map(rows.map(({ place, item }) => [place, item]));
    return questions.map((_, index) => answers.get(index + 1) ?? null);
  });
  const texts = types.flatMap((type, index) => (type === "text" ? index : []));
  // What PostgreSQL cannot hold names nothing, and would fail all who share the statement.
  const isAnswerable = (values: unknown[]): boolean =>
    texts.every((index) => storableText(String(values[index])) === values[index]);
  return (values) => (isAnswerable(values) ? read(values) : Promise.resolve(null));
}
