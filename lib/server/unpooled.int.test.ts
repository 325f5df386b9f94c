import { afterAll, beforeAll, expect, test } from "vitest";
import { pooledBy, requireUnpooled } from "#lib/server/unpooled.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { startTransactionPooler } from "#lib/testing/transaction-pooler.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("addresses that name a transaction pooler are known, with what to write instead", () => {
  const at = (rest: string) => pooledBy(`postgresql://me:secret@${rest}`);
  expect(at("db.internal:6543/app?pgbouncer=true")).toContain("without that parameter");
  expect(at("ep-cool-rain-123-pooler.eu-central-1.aws.neon.tech/app?sslmode=require")).toContain("-pooler");
  expect(at("aws-0-eu-central-1.pooler.supabase.com:6543/postgres")).toContain("5432");
  for (const said of [at("db:6543/a?pgbouncer=true"), at("x-pooler.neon.tech/a")]) expect(said).not.toContain("secret");
  for (const own of [
    "localhost/app",
    "db.internal:6543/app",
    "ep-cool-rain-123.eu-central-1.aws.neon.tech/app",
    "aws-0-eu-central-1.pooler.supabase.com:5432/postgres",
    "db.abc.supabase.co:5432/postgres?pgbouncer=false",
  ])
    expect(at(own)).toBeNull();
});

test("a database itself passes", async () => {
  await expect(requireUnpooled(database.url)).resolves.toBeUndefined();
});

test.each([
  ["gives one backend to two connections", 1],
  ["gives them different ones, and loses what is listened for", 2],
])("a pooler that %s is found, whatever its address", async (_what, backends) => {
  const pooler = await startTransactionPooler(database.url, backends);
  const found = requireUnpooled(pooler.url).finally(pooler.close);
  await expect(found).rejects.toThrow(/pooler that lends connections for single transactions/);
});
