import type pg from "pg";

/** Topic of the notice that the keyring has changed. */
export const KEYS_TOPIC = "encryption-keys";

export async function readCurrentKey(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>("select id from encryption_keys where state = 'current'");
  return rows[0]?.id;
}

/** Makes this key the current one of a database that has none, and says which one it is; the first process wins. */
export async function claimCurrentKey(pool: pg.Pool, id: string): Promise<string> {
  const known = await readCurrentKey(pool);
  if (known !== undefined) return known;
  // Of two that come at once, the index of the current key lets one through.
  await pool
    .query(
      `insert into encryption_keys (id, state) select $1, 'current'
       where not exists (select 1 from encryption_keys where state = 'current')
       on conflict (id) do update set state = 'current'`,
      [id],
    )
    .catch((error: unknown) => {
      if ((error as { code?: string }).code !== "23505") throw error;
    });
  return (await readCurrentKey(pool)) ?? id;
}

/** Tells the others which keys this process holds and which one it seals with. */
export async function reportKeys(
  pool: pg.Pool,
  executorId: string,
  keyIds: string[],
  sealsWith: string,
): Promise<void> {
  await pool.query(
    `update executors set key_ids = $2, seals_with = $3
     where id = $1 and (key_ids, seals_with) is distinct from ($2::text[], $3::text)`,
    [executorId, keyIds, sealsWith],
  );
}
