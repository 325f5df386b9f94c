import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { rebuildProjections } from "#lib/adapters/postgres/rebuild-projections.ts";
import { createSessionReads } from "#lib/adapters/postgres/session-reads.ts";
import { ONE_AT_A_TIME } from "#lib/application/migration/plan-session.ts";
import { emptyOrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import { reduce } from "#lib/domain/session/reduce.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { createMigrationWorld, type MigrationWorld, oldSession } from "#lib/testing/migration-world.ts";

const EXAMPLE = join(projectRoot, "docs/examples/old-sessions.jsonl");

let world: MigrationWorld;
let ada: string;
beforeEach(async () => {
  world = await createMigrationWorld();
  ada = await world.member("Ada");
});
afterEach(() => world.close());

/** The sessions of a person, oldest first, as the dashboard shows them. */
async function views(userId: string): Promise<SessionView[]> {
  const reads = createSessionReads(world.pool);
  const viewer = { workspaceId: world.workspaceId, userId };
  const { rows } = await world.pool.query("select id from sessions where owner_id = $1 order by created_at", [userId]);
  const found = await Promise.all(rows.map(({ id }) => reads.view(viewer, id, 50)));
  return found.filter((view) => view !== null);
}

describe("the example of the documentation", () => {
  test("comes in whole: sessions, agents, messages, summaries and their times", async () => {
    const ben = await world.member("Ben");
    expect(await world.migrate(EXAMPLE)).toMatchObject({ code: 0 });
    const [guide, luca] = await views(ada);
    const [content, tutor] = await views(ben);
    expect(guide).toMatchObject({
      title: "Sales of May",
      status: "completed",
      createdAt: "2025-05-12T09:00:00.000Z",
      completedAt: "2025-05-12T09:04:10.000Z",
      lastActivityAt: "2025-05-12T09:04:10.000Z",
      metadata: { plan: "team", migration: { recordId: "s-1001" } },
    });
    const said = Object.values(guide?.messages ?? {})[0] ?? [];
    expect(said.map(({ sequence, role, createdAt }) => [sequence, role, createdAt])).toEqual([
      [1, "user", "2025-05-12T09:00:05.000Z"],
      [2, "assistant", "2025-05-12T09:00:09.000Z"],
      [3, "assistant", "2025-05-12T09:00:15.000Z"],
    ]);
    expect(said.map((one) => one.parentId)).toEqual([null, said[0]?.id, said[1]?.id]);
    expect(said[1]?.parts[1]).toMatchObject({
      tool: "query_table",
      state: "done",
      output: { rows: [["north", -0.04]] },
    });
    expect(luca).toMatchObject({ title: "How much is 19 % VAT on 2,480?", status: "active", completedAt: null });
    expect(Object.values(luca?.messages ?? {})[0]?.[1]?.parts).toMatchObject([{ tool: "calculate", output: "471.2" }]);
    expect(content).toMatchObject({ status: "stopped", createdAt: "2025-05-14T10:40:00.000Z" });
    expect(tutor).toMatchObject({ status: "expired", expiresAt: "2025-05-15T11:20:00.000Z" });

    const { rows } = await world.pool.query(
      `select a.slug, p.status, p.reason, m.text from agent_sessions p join agents a on a.id = p.agent_id
       left join agent_memories m on m.session_id = p.session_id order by p.started_at`,
    );
    expect(rows).toEqual([
      {
        ...{ slug: "guide", status: "completed", reason: null },
        text: "Margins fell in the north; the report is with finance.",
      },
      { slug: "luca", status: "active", reason: null, text: null },
      { slug: "content-liaison", status: "terminated", reason: "The person closed the window.", text: null },
      { slug: "tutor", status: "completed", reason: null, text: null },
    ]);
    expect(await world.validate(EXAMPLE)).toMatchObject({ code: 0, text: expect.stringContaining("No difference.") });
  });

  test("agrees with itself: the feed without a gap tells the view, the log tells agents and their parts", async () => {
    await world.member("Ben");
    await world.migrate(EXAMPLE);
    const reads = createSessionReads(world.pool);
    for (const view of await views(ada)) {
      const blank: SessionView = {
        ...view,
        ...{ title: null, status: "active", feedSequence: 0, conversations: {}, messages: {}, olderCursor: {} },
        ...{ completedAt: null, orchestratorContext: emptyOrchestratorContext },
      };
      const feed = await reads.feedAfter(view.id, 0, 1_000);
      const told = feed.reduce((so, entry) => {
        const next = reduce(so, { kind: "entry", entry });
        expect(next.gap).toBe(false);
        return next.view;
      }, blank);
      expect({ ...told, updatedAt: "", lastActivityAt: "" }).toEqual({ ...view, updatedAt: "", lastActivityAt: "" });
    }
    expect(await rebuildProjections(world.pool, { check: true })).toMatchObject({ agents: 4, differences: 0 });
  });

  test("starts no turn, and leaves nothing for a model to do", async () => {
    await world.member("Ben");
    await world.migrate(EXAMPLE);
    const { rows } = await world.pool.query(
      "select (select count(*) from turns) + (select count(*) from agent_memories where text is null) as waiting",
    );
    expect(rows).toEqual([{ waiting: "0" }]);
  });
});

describe("the same file again", () => {
  test("changes nothing and says so", async () => {
    const file = await world.file(oldSession("a"), oldSession("b", { status: "active" }));
    await world.migrate(file);
    const before = await world.content();
    const again = await world.migrate(file);
    expect(again.code).toBe(0);
    expect(again.text).toMatch(/already there +2/);
    expect(again.text).toContain("Nothing had to be done.");
    expect(await world.content()).toEqual(before);
  });

  test("with other content reports the difference and overwrites nothing", async () => {
    await world.migrate(await world.file(oldSession("a")));
    const before = await world.content();
    const changed = await world.migrate(await world.file(oldSession("a", { title: "Other" }), oldSession("a")));
    expect(changed.text).toContain("line 1: is there already with other content and stays as it is");
    expect(changed.text).toMatch(/already there +1\n +different +1/);
    expect(await world.content()).toEqual(before);
  });

  test("is the same file whatever else stands in it twice", async () => {
    const file = await world.file(oldSession("a"), oldSession("a"), oldSession("a", { status: "stopped" }));
    const { text } = await world.migrate(file);
    expect(text).toMatch(/ imported +1\n +already there +1\n +different +1/);
  });

  test("brings in what has come since, into the same agents", async () => {
    await world.migrate(await world.file(oldSession("a")));
    const { text } = await world.migrate(await world.file(oldSession("a"), oldSession("b")));
    expect(text).toMatch(/ imported +1\n +already there +1/);
    const { rows } = await world.pool.query("select slug, total_sessions, successful_completions from agents");
    expect(rows).toEqual([{ slug: "guide", total_sessions: 2, successful_completions: 2 }]);
  });
});

describe("a dry run", () => {
  test("writes nothing and says what a run would do", async () => {
    const lines = [oldSession("a"), oldSession("a"), "{", oldSession("b", { user: "new@example.org" })];
    const file = await world.file(...lines);
    const before = await world.content();
    const dry = await world.migrate(file, "--dry-run", "--create-users");
    expect(await world.content()).toEqual(before);
    expect(dry.text).toMatch(/to be imported +2\n +already there +1\n +different +0\n +left out +1\n +users +1/);
    const real = await world.migrate(file, "--create-users");
    const numbers = (text: string) => text.match(/^ .*?\d+/gm)?.map((line) => line.replace(/\D/g, ""));
    expect(numbers(real.text)).toEqual(numbers(dry.text));
    expect(real.lines.filter((line) => line.startsWith("line"))).toEqual(
      dry.lines.filter((line) => line.startsWith("line")),
    );
  });
});

describe("a line that cannot be imported", () => {
  const bad: [string, object | string | Buffer, string][] = [
    ["broken JSON", '{"id": "x"', "is not JSON"],
    ["a missing field", { ...oldSession("x"), status: undefined }, "status is missing"],
    ["an unknown type", oldSession("x", { sessionType: "astrologer" }), 'session type "astrologer" is unknown'],
    ["an unknown status", oldSession("x", { status: "asleep" }), 'status "asleep" is unknown'],
    ["a bad date", oldSession("x", { createdAt: "12.5.2025" }), "createdAt is not a date"],
    [
      "an end before the beginning",
      oldSession("x", { completedAt: "2025-05-12T08:59:59Z" }),
      "completedAt 2025-05-12T08:59:59.000Z is before createdAt 2025-05-12T09:00:00.000Z",
    ],
    ["a NUL character", oldSession("x", { title: "a\0b" }), "title holds a NUL character"],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]), "is not UTF-8"],
    ["more than 16 MB", `{"id":"x","title":"${"x".repeat(17 * 1024 * 1024)}"}`, "is longer than 16 MB"],
    ["an unknown user", oldSession("x", { user: "eve@example.org" }), 'user "eve@example.org" is unknown'],
  ];

  test.each(bad)("for %s is reported with its number and left out", async (_, line, reason) => {
    const file = await world.file(oldSession("a"), line, oldSession("b"));
    const { code, lines, text } = await world.migrate(file);
    expect(code).toBe(0);
    expect(lines.filter((one) => one.startsWith("line"))).toEqual([expect.stringContaining(reason)]);
    expect(text).toContain("line 2: ");
    expect(text).toMatch(/ imported +2\n(.*\n){2} +left out +1/);
    expect(await views(ada)).toHaveLength(2);
    expect(await world.validate(file)).toMatchObject({ code: 1, text: expect.stringContaining("line 2: ") });
  });

  test.each(bad)("for %s ends a strict run; what came before stays", async (_, line, reason) => {
    const { code, text } = await world.migrate(
      await world.file(oldSession("a"), line, oldSession("b"), "{"),
      "--strict",
    );
    expect(code).toBe(1);
    expect(text).toContain(reason);
    expect(text).toContain("Stopped at the first line");
    expect(text).not.toContain("line 4");
    expect(await views(ada)).toHaveLength(1);
  });

  test("is not one for a byte-order mark, line ends of Windows, empty lines, or no line end at the end", async () => {
    const lines = [Buffer.from([0xef, 0xbb, 0xbf]), `${JSON.stringify(oldSession("a"))}\r`, "", "  \r"];
    const file = await world.file(...lines, Buffer.from(JSON.stringify(oldSession("b"))));
    expect((await world.migrate(file, "--strict")).text).toMatch(/ imported +2\n/);
  });
});

describe("people", () => {
  test("who are unknown become members who cannot sign in, when that is asked for", async () => {
    const user = { email: "Eve@Example.org", name: "Eve" };
    const { text } = await world.migrate(await world.file(oldSession("a", { user })), "--create-users");
    expect(text).toMatch(/users +1 +made: each can sign in once invited/);
    const { rows } = await world.pool.query(
      `select u.email, u.name, u.password_hash, u.suspended_at is not null as suspended, m.role
       from users u join memberships m on m.user_id = u.id where u.id <> $1`,
      [ada],
    );
    expect(rows).toEqual([
      { email: "eve@example.org", name: "Eve", password_hash: "", suspended: true, role: "member" },
    ]);
  });

  test("are found by their id here, never in another workspace, and never made from an id alone", async () => {
    await world.pool.query("delete from memberships where user_id = $1", [await world.member("Mallory")]);
    const file = await world.file(
      oldSession("a", { user: ada }),
      oldSession("b", { user: "mallory@example.org" }),
      oldSession("c", { user: "4711" }),
    );
    const { text, lines } = await world.migrate(file, "--create-users");
    expect(text).toMatch(/ imported +1\n/);
    expect(lines.filter((line) => line.startsWith("line"))).toEqual([
      'line 2: user "mallory@example.org" has an account, but not in this workspace',
      'line 3: user "4711" is unknown: a user is found by e-mail address, or by id in Throughline',
    ]);
  });
});

describe("agents that work on one session at a time", () => {
  test("keep the first active one of the file; others come in stopped, and what is over takes no place", async () => {
    const tutor = (id: string, status: string) => oldSession(id, { sessionType: "tutor", status });
    const file = await world.file(tutor("a", "active"), tutor("b", "completed"), tutor("c", "active"));
    const { text } = await world.migrate(file);
    expect(text).toContain("line 3: imported as stopped");
    expect((await views(ada)).map((view) => [view.metadata.migration, view.status])).toEqual(
      expect.arrayContaining([
        [expect.objectContaining({ recordId: "a" }), "active"],
        [expect.objectContaining({ recordId: "b" }), "completed"],
        [expect.objectContaining({ recordId: "c" }), "stopped"],
      ]),
    );
    const { rows } = await world.pool.query("select reason from agent_sessions where status = 'terminated'");
    expect(rows).toEqual([{ reason: ONE_AT_A_TIME }]);
    expect(await world.validate(file)).toMatchObject({ code: 0 });
    expect((await world.migrate(file)).text).toContain("Nothing had to be done.");
  });
});

describe("validation", () => {
  const damage: [string, string, string][] = [
    [
      "a changed text",
      `update messages set parts = '[{"type": "text", "text": "Hello from X"}]' where sequence = 1`,
      "message 1: text differs from character 12 on",
    ],
    ["a lost message", "delete from messages where sequence = 2", "message 2 is missing"],
    ["a lost author", "update messages set author_id = null where sequence = 1", "message 1: author: file"],
    [
      "another author",
      "update messages set author_id = (select owner_id from sessions) where sequence = 2",
      "message 2: author: file nothing, database",
    ],
    ["a changed role", "update messages set role = 'system' where sequence = 2", "message 2: role"],
    [
      "a changed time",
      "update messages set created_at = created_at + interval '1 s' where sequence = 2",
      "message 2: time",
    ],
    ["a changed status", "update sessions set status = 'active'", "status: file completed, database active"],
    ["a changed title", "update sessions set title = 'Mine'", "title: file Hello from"],
    ["a lost session", "delete from sessions", "is not in the workspace"],
    ["a deleted session", "update sessions set deleted_at = now()", "is deleted"],
    ["a lost feed entry", "delete from session_feed where sequence = 3", "number of feed entries"],
    ["a lost part of the agent", "delete from agent_sessions", "agent's part: file completed, database nothing"],
    [
      "a log that says otherwise",
      "delete from agent_events where type = 'agent.session.completed.v1'",
      "the agent's log and its part in the session disagree",
    ],
  ];

  test.each(damage)("finds %s, says in which line, and fails", async (_, sql, what) => {
    const file = await world.file("", oldSession("a"));
    await world.migrate(file);
    expect(await world.validate(file)).toMatchObject({ code: 0 });
    await world.pool.query(sql);
    const { code, lines } = await world.validate(file);
    expect(code).toBe(1);
    expect(lines.find((line) => line.startsWith("line"))).toContain("line 2: session a: ");
    expect(lines.join("\n")).toContain(what);
  });

  test("finds what a tool was asked and what it answered", async () => {
    const toolCalls = [{ name: "add", input: { a: 1, b: { y: 2, x: [3] } }, output: 3 }];
    const items = [{ role: "assistant", text: "", toolCalls, timestamp: "2025-05-12T09:01:00Z" }];
    const file = await world.file(oldSession("a", { items }));
    await world.migrate(file);
    expect(await world.validate(file)).toMatchObject({ code: 0 });
    await world.pool.query("update messages set parts = jsonb_set(parts, '{0,output}', '4')");
    expect((await world.validate(file)).text).toContain("message 1: tool calls differ");
  });

  test("counts users, states and kinds on both sides", async () => {
    await world.member("Ben");
    await world.migrate(EXAMPLE);
    const { text } = await world.validate(EXAMPLE);
    const rows = Object.fromEntries(
      [...text.matchAll(/^ +(\S.*?) {2,}(\d+) +(\d+)$/gm)].map(([, name, ...two]) => [name, two.map(Number)]),
    );
    expect(rows).toMatchObject({
      users: [2, 2],
      sessions: [4, 4],
      active: [1, 1],
      expired: [1, 1],
      "of tutor": [1, 1],
      "active with agents": [1, 1],
      messages: [10, 10],
    });
  });

  test("takes a session that has gone on since for what it was", async () => {
    const file = await world.file(oldSession("a"));
    await world.migrate(file);
    await world.pool.query("update sessions set status = 'active', completed_at = null");
    await world.pool.query("update session_heads set sequence = sequence + 1");
    await world.pool.query(
      `insert into session_feed (session_id, sequence, at, type, data)
       select session_id, sequence, now(), 'session.status', '{"status": "active"}' from session_heads`,
    );
    const { code, text } = await world.validate(file);
    expect(code).toBe(0);
    expect(text).toContain("1 sessions have gone on since they were imported");
  });
});

test("two runs at once import every session once", async () => {
  const file = await world.file(...Array.from({ length: 300 }, (_, n) => oldSession(`s${n}`)));
  const [one, other] = await Promise.all([world.migrate(file), world.migrate(file)]);
  const imported = (text: string) => Number(/ imported +(\d+)/.exec(text)?.[1]);
  expect(imported(one.text) + imported(other.text)).toBe(300);
  expect(await world.validate(file)).toMatchObject({ code: 0 });
  expect(await rebuildProjections(world.pool, { check: true })).toMatchObject({ differences: 0 });
});

test("a run that loses its database says so, and the same command goes on", async () => {
  const file = await world.file(...Array.from({ length: 1_000 }, (_, n) => oldSession(`s${n}`)));
  const run = world.migrate(file).then(
    () => "ended",
    (error: Error) => error.message,
  );
  let outcome: string | undefined;
  void run.then((how) => {
    outcome = how;
  });
  while (outcome === undefined)
    await world.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and query ilike '%sessions%'`,
    );
  expect(await run).toContain("The connection to the database was lost.");
  await world.migrate(file);
  expect(await world.validate(file)).toMatchObject({ code: 0 });
});

test("an agent of many sessions has its snapshot, which says what its log says", async () => {
  await world.migrate(await world.file(...Array.from({ length: 120 }, (_, n) => oldSession(`s${n}`))));
  const { rows } = await world.pool.query("select agent_id, version from agent_snapshots");
  expect(rows).toHaveLength(1);
  const { state } = await createAgentReads(world.pool).load(rows[0].agent_id, world.workspaceId);
  expect(state).toMatchObject({ totalSessions: 120, totalInteractions: 120, successfulCompletions: 120 });
});

test("a workspace is named when there are several", async () => {
  const file = await world.file(oldSession("a"));
  await world.pool.query("insert into workspaces (id, name) values (gen_random_uuid(), 'Another')");
  await expect(world.migrate(file)).rejects.toThrow("Say which workspace");
  await expect(world.migrate(file, "--workspace", "None")).rejects.toThrow('There is no workspace "None"');
  expect((await world.migrate(file, "--workspace", "Old friends")).text).toMatch(/ imported +1\n/);
  expect(await world.validate(file, "--workspace", world.workspaceId)).toMatchObject({ code: 0 });
});

test.each([[["--wrong"]], [[]], [["a", "b"]], [["/nowhere/at/all.jsonl"]]])(
  "%j is answered in one sentence",
  async (args) => {
    await expect(world.migrate(...args)).rejects.toMatchObject({ code: "start_failed" });
    await expect(world.validate(...args)).rejects.toMatchObject({ code: "start_failed" });
  },
);
