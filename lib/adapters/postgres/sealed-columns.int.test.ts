import { expect, test } from "vitest";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { keyPlace } from "#lib/application/llm/config-rules.ts";
import { letterPlace } from "#lib/application/mail/write-letter.ts";
import type { SecretPlace } from "#lib/application/ports/secrets.ts";
import { secondFactorPlace } from "#lib/application/sign-ins/check-code.ts";
import { connectDatabase } from "#lib/server/database.ts";
import { newId } from "#lib/server/new-id.ts";
import { createTestDatabase } from "#lib/testing/database.ts";
import { createSessionWorld } from "#lib/testing/session-world.ts";
import { reseal, SEALED_COLUMNS } from "./sealed-columns.ts";

/** Names of columns that hold, or look as if they held, a secret that has to be read again. */
const LOOKS_SEALED = "(cipher|encrypted|sealed|secret|private_key|credential)";

test("every column that holds a sealed secret is listed, and refers to the key that has sealed it", async () => {
  const database = await createTestDatabase();
  const client = await connectDatabase(database.url);
  const sealed = await client.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and column_name ~ $1 and column_name !~ '_sealed_by$' order by 1`,
    [LOOKS_SEALED],
  );
  const keyed = await client.query<{ name: string; made: string }>(
    `select conrelid::regclass || '.' || attname as name, pg_get_expr(adbin, adrelid) as made
     from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.attgenerated = 's'
     join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where contype = 'f' and confrelid = 'encryption_keys'::regclass order by 1`,
  );
  await client.end();
  await database.drop();

  const listed = SEALED_COLUMNS.toSorted((a, b) => a.table.localeCompare(b.table));
  expect(sealed.rows.map(({ name }) => name)).toEqual(listed.map(({ table, column }) => `${table}.${column}`).sort());
  expect(keyed.rows.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(
    listed.map(({ table, column, sealedBy }) => ({
      name: `${table}.${sealedBy}`,
      made: `split_part(${column}, '.'::text, 2)`,
    })),
  );
});

test("what each verb seals is opened and sealed anew with the new key, and what cannot be opened is left and named", async () => {
  const world = await createSessionWorld();
  const { workspaceId, userId } = await world.person();
  const keys = { k1: Buffer.alloc(32, 1).toString("base64"), test: Buffer.alloc(32, 2).toString("base64") };
  const old = createSecretBox({ current: "k1", keys });
  const box = createSecretBox({ current: "test", keys });
  const [configId, letterId, ownLetterId, lostId] = [newId(), newId(), newId(), newId()];
  const seal = (place: SecretPlace) => old.seal("secret", place);
  const places: Record<string, SecretPlace> = {
    "llm_configs.key_cipher": keyPlace({ id: configId, workspaceId }),
    "letters.body_cipher": letterPlace({ id: letterId, workspaceId: null }),
    "second_factors.secret_cipher": secondFactorPlace(userId),
  };
  expect(Object.keys(places).sort()).toEqual(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort());
  const config = `insert into llm_configs (id, workspace_id, name, provider, model, key_cipher) values ($1, $2, 'm', 'openai', 'm', $3)`;
  const letter = `insert into letters (id, workspace_id, recipient, subject, body_cipher, next_attempt_at, expires_at, created_at)
                  values ($1, $2, 'a@example.org', 's', $3, now(), now(), now())`;
  const sealedLetter = seal(letterPlace({ id: ownLetterId, workspaceId }));
  await world.pool.query(config, [configId, workspaceId, seal(keyPlace({ id: configId, workspaceId }))]);
  await world.pool.query(config, [lostId, workspaceId, seal(keyPlace({ id: configId, workspaceId }))]);
  await world.pool.query(letter, [letterId, null, seal(letterPlace({ id: letterId, workspaceId: null }))]);
  await world.pool.query(letter, [ownLetterId, workspaceId, sealedLetter]);
  await world.pool.query("insert into second_factors (user_id, secret_cipher) values ($1, $2)", [
    userId,
    seal(secondFactorPlace(userId)),
  ]);

  const [resealed, unreadable]: [number[], unknown[]] = [[], []];
  await reseal({
    ...{ pool: world.pool, box, newKey: "test", signal: new AbortController().signal },
    async onBatch(count, lost) {
      resealed.push(count);
      unreadable.push(...lost);
    },
  });
  expect(resealed.reduce((sum, count) => sum + count)).toBe(4);
  expect(unreadable).toEqual([{ table: "llm_configs", id: lostId }]);
  const { rows } = await world.pool.query<{ name: string; sealed: string }>(
    `select 'llm_configs.key_cipher' as name, key_cipher as sealed from llm_configs where id = '${configId}'
     union all select 'letters.body_cipher', body_cipher from letters where workspace_id is null
     union all select 'second_factors.secret_cipher', secret_cipher from second_factors`,
  );
  for (const { name, sealed } of rows) {
    expect([name, box.needsRotation(sealed)]).toEqual([name, false]);
    expect(box.open(sealed, places[name] as SecretPlace)).toBe("secret");
  }
  await world.close();
});
