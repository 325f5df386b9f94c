import type pg from "pg";
import type { Attempts } from "#lib/application/ports/attempts.ts";

/**
 * $1 keys, $2 how many of each, $3 now, $4 the end of a new count. One round trip: what is full is seen before anything
 * is written, in the order of keys so that two of them never wait for each other.
 */
const TAKE = {
  name: "attempts_take",
  text: `with asked as (select * from unnest($1::text[], $2::int[]) as a(key, most)),
    spent as (
      select max(c.until) as until from asked a join attempt_counts c using (key)
      where c.until > $3 and c.count >= a.most),
    taken as (
      insert into attempt_counts (key, count, until)
      select key, 1, $4::timestamptz from asked where (select until from spent) is null order by key
      on conflict (key) do update set
        count = case when attempt_counts.until > $3 then attempt_counts.count + 1 else 1 end,
        until = case when attempt_counts.until > $3 then attempt_counts.until else excluded.until end
      returning key, count, until)
    select (select until from spent) as spent,
      (select max(t.until) from taken t join asked a using (key) where t.count > a.most) as outrun`,
};

const GIVE_BACK = {
  name: "attempts_give_back",
  text: `update attempt_counts set count = count - 1 where key = any (array(
    select key from attempt_counts where key = any ($1::text[]) and count > 0 order by key for update))`,
};
const CLEAR = { name: "attempts_clear", text: "delete from attempt_counts where key = any ($1::text[])" };

export function createAttempts(pool: pg.Pool, most: number): Attempts {
  const giveBack = (keys: readonly string[]) => pool.query({ ...GIVE_BACK, values: [keys] });
  return {
    most,
    async take(limits, at, until) {
      const keys = limits.map(({ key }) => key);
      const values = [keys, limits.map((limit) => limit.most), at, until];
      const { rows } = await pool.query<{ spent: Date | null; outrun: Date | null }>({ ...TAKE, values });
      const [answer] = rows;
      if (answer?.outrun) await giveBack(keys); // someone was faster: the last place is theirs
      return (answer?.spent ?? answer?.outrun)?.toISOString() ?? null;
    },
    async release(keys, cleared) {
      const counted = keys.filter((key) => !cleared.includes(key));
      await Promise.all([giveBack(counted), pool.query({ ...CLEAR, values: [cleared] })]);
    },
  };
}
