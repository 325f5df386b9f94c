import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { afterAll, describe, expect, test } from "vitest";
import { dirtySales } from "#lib/adapters/services/fixtures/dirty-sales.ts";
import { tempFiles } from "#lib/adapters/services/fixtures/temp-files.ts";
import { createEnablingServices } from "#lib/adapters/services/index.ts";
import { errorCode } from "#lib/domain/errors.ts";

const services = createEnablingServices();
const files = tempFiles();
afterAll(async () => {
  await services.close();
  files.remove();
});

const sales = files.write("sales.csv", dirtySales(5000, 3, "english").csv);
const small = files.write("small.csv", "name,size\nAnna,1\nBert,2\n");
const query = (sql: string, limits = {}) => services.dataAnalyzer.query(sales, sql, { limits });
const ENDLESS =
  "SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c WHERE a.range::DOUBLE * b.range + c.range = 0.5";

/** Processes that this one started and that still run. */
function children(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return (
          Number(parent) === process.pid &&
          state !== "Z" &&
          readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("sandbox/child.ts")
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

describe("a query", () => {
  test("gives typed rows, at most as many as the limit, and says when there were more", async () => {
    const few = await query(
      'SELECT "Region", sum("Umsatz") AS total FROM data WHERE "Region" IS NOT NULL GROUP BY ALL ORDER BY total DESC',
      { resultRows: 2 },
    );
    expect(few).toMatchObject({ columns: [{ name: "Region" }, { name: "total" }], truncated: true });
    expect(few.rows).toHaveLength(2);
    expect(await query('SELECT count(*) AS n FROM "sales"')).toEqual({
      columns: [{ name: "n", type: "BIGINT" }],
      rows: [{ n: 5000 }],
      truncated: false,
    });
  });

  test.each([
    "INSERT INTO data VALUES (1)",
    "DROP VIEW data",
    "CREATE TABLE x AS SELECT 1",
    "COPY data TO '/tmp/out.csv'",
    "COPY (SELECT 1) TO '/tmp/out.csv'",
    "ATTACH '/tmp/x.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET memory_limit = '100GB'",
    "SELECT 1; DROP VIEW data",
    "EXPORT DATABASE '/tmp/x'",
    "CALL pragma_version()",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_csv('https://example.com/a.csv')",
    "SELECT * FROM sqlite_scan('/tmp/a', 'b')",
    "SELECT getenv('PATH')",
    "WITH x AS (SELECT 1) INSERT INTO data SELECT * FROM x",
    "",
    "nonsense",
    "DESCRIBE data",
    "EXPLAIN ANALYZE SELECT 1",
  ])("is refused unless it is one SELECT over the tables: %s", async (sql) => {
    await expect(services.dataAnalyzer.query(small, sql)).rejects.toMatchObject({ code: "query_refused" });
  });

  test("cannot read its own file by path either", async () => {
    await expect(query(`SELECT * FROM read_text('${sales.path}')`)).rejects.toMatchObject({ code: "query_refused" });
  });

  test("that never ends is ended in time, its process with it", async () => {
    await expect(query(ENDLESS, { timeMs: 1500 })).rejects.toMatchObject({ code: "service_timeout" });
    expect(children()).toEqual([]);
  });

  test("that eats memory is refused and the server lives on", async () => {
    const eating = query("SELECT list(a.range || repeat('x', 1000)) FROM range(100000000) a", { memoryMb: 300 });
    expect(["query_refused", "file_too_complex"]).toContain(await eating.catch(errorCode));
    expect(await query("SELECT 1 AS one")).toMatchObject({ rows: [{ one: 1 }] });
  });
});

describe("a process of its own", () => {
  test("an abort ends the work at once and rejects with its reason", async () => {
    const abort = new AbortController();
    const work = services.dataAnalyzer.query(sales, ENDLESS, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error("no longer wanted")), 300);
    await expect(work).rejects.toThrow("no longer wanted");
    expect(children()).toEqual([]);
  });

  test("its crash is a clear error", async () => {
    const work = services.dataAnalyzer.query(sales, ENDLESS).catch((error: unknown) => error);
    await expect.poll(children).toHaveLength(1);
    for (const pid of children()) process.kill(pid, "SIGSEGV");
    expect(await work).toMatchObject({ code: "service_failed" });
  });

  test("a file that needs more memory than it may use is refused with advice", async () => {
    const deep = files.write(
      "big.json",
      `[${Array.from({ length: 400_000 }, (_, i) => `{"id":${i},"a":["${"x".repeat(20)}"],"b":{"c":${i}}}`).join(",")}]`,
    );
    await expect(services.fileParser.parse(deep, { limits: { memoryMb: 120 } })).rejects.toMatchObject({
      code: "file_too_complex",
      message: expect.stringMatching(/memory.*Split/),
    });
    expect(await services.fileParser.parse(sales)).toMatchObject({ kind: "table" });
  });

  test("hard work leaves the server's event loop free", async () => {
    const large = files.write("large.csv", dirtySales(100_000, 5, "german").csv);
    const before = performance.eventLoopUtilization();
    const result = await services.dataAnalyzer.analyze(large);
    expect(result).toMatchObject({ table: { rowCount: 100_000 } });
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.3);
  });

  test("a missing file is not found", async () => {
    await expect(services.fileParser.parse({ path: `${files.folder}/gone`, name: "a.csv" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("close ends what runs and what waits", async () => {
    const closing = createEnablingServices({ concurrency: 1 });
    const work = [1, 2, 3].map(() => closing.dataAnalyzer.query(sales, ENDLESS).catch(errorCode));
    await expect.poll(children).toHaveLength(1);
    await closing.close();
    expect(await Promise.all(work)).toEqual(["unavailable", "unavailable", "unavailable"]);
    expect(children()).toEqual([]);
  });
});
