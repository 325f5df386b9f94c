import pg from "pg";
import { rateLimitsContract } from "#lib/adapters/contracts/rate-limits.ts";
import { createTestDatabase } from "#lib/testing/database.ts";
import { createPostgresCounters } from "./counters.ts";

rateLimitsContract("PostgreSQL", async () => {
  const database = await createTestDatabase();
  const pools = [1, 2].map(() => new pg.Pool({ connectionString: database.url, max: 4 })) as [pg.Pool, pg.Pool];
  return {
    processes: [createPostgresCounters(pools[0]), createPostgresCounters(pools[1])],
    // A millisecond ago: the column rounds to milliseconds, and may round up to a moment that has not come yet.
    pass: async () =>
      void (await pools[0].query("update rate_limits set resets_at = now() - interval '1 millisecond'")),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await database.drop();
    },
  };
});
