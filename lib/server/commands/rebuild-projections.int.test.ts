import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { connectDatabase } from "#lib/server/database.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { createUser } from "#lib/testing/api-client.ts";
import { createTestDatabase } from "#lib/testing/database.ts";
import { startServer } from "#lib/testing/server.ts";

test("rebuild-projections beside a running server: says what is wrong, mends it while people work, and nothing is lost", {
  timeout: 180_000,
}, async ({ onTestFinished }) => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const server = await startServer({ env: { DATABASE_URL: database.url, THROUGHLINE_TEST_AGENT: "1" } });
  onTestFinished(server.stop);
  const place = { THROUGHLINE_HOME: server.home, DATABASE_URL: database.url };
  const key = await createUser(place);
  const sql = await connectDatabase(database.url);
  onTestFinished(() => sql.end());
  const rebuild = (...options: string[]): Promise<{ code: number; lines: string[] }> =>
    new Promise((resolve) => {
      const script = ["scripts/node.mjs", "lib/server/cli.ts", "rebuild-projections", ...options];
      const settings = { cwd: projectRoot, env: { ...process.env, ...place } };
      execFile(process.execPath, script, settings, (error, stdout) =>
        resolve({ code: error ? Number(error.code) : 0, lines: stdout.trim().split("\n") }),
      );
    });
  const call = async (method: string, path: string, body: object): Promise<boolean> => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    return (await fetch(server.origin + path, { method, headers, body: JSON.stringify(body) })).ok;
  };

  let [working, written, started] = [true, 0, 0];
  const people = Array.from({ length: 4 }, async (_, one) => {
    for (let n = 0; working; n++) {
      if (await call("PATCH", "/api/agents/probe", { preferences: { [`note-${one}-${n}`]: n } })) written++;
      if (n % 5 === 0 && (await call("POST", "/api/agents/probe/sessions", {}))) started++;
    }
  });
  try {
    while (started < 8) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await rebuild("--check")).code).toBe(0);
    await sql.query("update agents set total_sessions = 99, name = 'Mallory'");
    await sql.query("delete from agent_sessions");
    const { code, lines } = await rebuild();
    expect({ code, last: lines.at(-1) }).toEqual({
      code: 0,
      last: expect.stringMatching(/^1 agents, \d+ differences, 0 left$/),
    });
  } finally {
    working = false;
    await Promise.all(people);
  }
  await sql.query("update agents set total_interactions = 7");
  const wrong = await rebuild("--check");
  expect(wrong.code).toBe(1);
  expect(wrong.lines[0]).toMatch(/^different agents id=\S+ total_interactions$/);
  expect((await rebuild()).code).toBe(0);
  expect(await rebuild("--check")).toEqual({ code: 0, lines: ["1 agents, 0 differences"] });
  const { rows } = await sql.query(
    "select a.total_sessions, a.preferences, (select count(*)::int from agent_sessions) as parts from agents a",
  );
  expect(rows).toMatchObject([{ total_sessions: started, parts: started }]);
  expect(Object.keys(rows[0].preferences)).toHaveLength(written);
});

test.each([["--all"], ["--after"], ["--after", "yesterday"]])(
  "an option that it does not know is refused: %s %s",
  async (...options) => {
    const { rebuildProjections } = await import("./rebuild-projections.ts");
    await expect(rebuildProjections.run(options, {} as never)).rejects.toThrow(
      "Usage: npm run tl -- rebuild-projections",
    );
  },
);
