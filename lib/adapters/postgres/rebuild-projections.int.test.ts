import { randomUUID } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handleCommand } from "#lib/application/agents/handle-command.ts";
import type { Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { LoadedAgent, Viewer } from "#lib/application/ports/reads.ts";
import type { Store } from "#lib/application/ports/store.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { type Cast, commandOf, type Intent, stories } from "#lib/testing/random-agent.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";
import { AGENT_PROJECTIONS, PROJECTION_KEYS } from "./agent-projections.ts";
import { createAgentReads } from "./agent-reads.ts";
import { SAVE_SNAPSHOT, snapshotOf } from "./agent-snapshots.ts";
import { createStore } from "./commit.ts";
import { type Difference, rebuildProjections } from "./rebuild-projections.ts";
import { createSessionReads } from "./session-reads.ts";

let world: SessionWorld;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await world.close();
});

/** Another process on the same database: connections, store and cache of its own. It notes what was committed. */
function process(owner: Viewer, committed: string[] = []): Context {
  const pool = new pg.Pool({ connectionString: world.url, max: 4 });
  pools.push(pool);
  const store = createStore(pool, () => {});
  const commit: Store["commit"] = async (changes) => {
    const heads = await store.commit(changes);
    for (const { events } of changes.agents ?? []) committed.push(...events.map(({ id }) => id));
    return heads;
  };
  return {
    actor: { kind: "system", userId: owner.userId, process: "turn" },
    workspaceId: owner.workspaceId,
    role: "member",
    correlationId: "test",
    door: "test",
    now: world.now,
    newId: randomUUID,
    ports: { store: { commit }, agents: createAgentReads(pool), sessions: createSessionReads(pool) } as Ports,
  };
}

async function castOf(owner: Viewer): Promise<Cast> {
  const others = await Promise.all(Array.from({ length: 4 }, () => world.person(owner.workspaceId)));
  return {
    people: [owner, ...others].map(({ userId }) => userId),
    sessions: await Promise.all(Array.from({ length: 5 }, () => world.session(owner))),
    maxConcurrentSessions: null,
    newId: randomUUID,
    now: world.now,
  };
}

async function play(ctx: Context, agentId: string, cast: Cast, story: readonly Intent[]): Promise<void> {
  for (const intent of story) {
    const { state } = await ctx.ports.agents.load(agentId, ctx.workspaceId);
    await handleCommand({ ctx, input: { agentId, command: commandOf(intent, state, cast) } }).catch((error) => {
      if (!errorCode(error)) throw error;
    });
  }
}

const storyOf = (length: number, seed: number): Intent[] =>
  fc.sample(stories(length), { numRuns: 20, seed }).flat().slice(0, length);

/** Every projected row, as text. */
async function contents(): Promise<string[]> {
  const tables = PROJECTION_KEYS.map((name) => AGENT_PROJECTIONS[name].table);
  const { rows } = await world.pool.query<{ row: string }>(
    tables.map((table) => `select '${table}' || ' ' || t::text as row from ${table} t`).join(" union all ") +
      " order by row",
  );
  return rows.map(({ row }) => row);
}

const rebuild = async (check: boolean, pool: pg.Pool = world.pool) => {
  const found: Difference[] = [];
  const rebuilt = await rebuildProjections(pool, { check, batch: 3, onDifference: (one) => found.push(one) });
  return { ...rebuilt, found };
};

describe("the read models of agents", () => {
  test("hold nothing but what their projections derive: every column of their tables", async () => {
    for (const name of PROJECTION_KEYS) {
      const { table, columns } = AGENT_PROJECTIONS[name];
      const { rows } = await world.pool.query(
        "select column_name as name from information_schema.columns where table_name = $1 order by name",
        [table],
      );
      expect(rows.map((row) => row.name)).toEqual(Object.keys(columns).sort());
    }
  });

  test("are, after any commands, what the logs lead to: nothing to rebuild", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const owner = await world.person();
      await play(process(owner), await world.agent(owner, "guide"), await castOf(owner), storyOf(120, seed));
    }
    expect(await rebuild(true)).toMatchObject({ differences: 0, left: [] });
  });

  test.each([21, 22, 23])(
    "agree with snapshot and tail, and with the fold, of a random history (seed %i)",
    async (seed) => {
      const owner = await world.person();
      const { workspaceId } = owner;
      const [agentId, cast] = [await world.agent(owner, "guide"), await castOf(owner)];
      await play(process(owner), agentId, cast, busy(60, seed));
      const half = await createAgentReads(world.pool).load(agentId, workspaceId);
      await world.pool.query(SAVE_SNAPSHOT, [agentId, half.version, snapshotOf(half.state)]);
      await play(process(owner), agentId, cast, busy(60, seed + 100));
      const reads = createAgentReads(world.pool);
      const fold = await reads.loadAt(agentId, workspaceId, { time: world.now() });
      expect(fold.version).toBeGreaterThan(half.version);
      await world.pool.query("update agent_events set type = 'unread' where agent_id = $1 and version <= $2", [
        agentId,
        half.version,
      ]);
      const asJson = ({ state, version }: LoadedAgent) => ({ state: JSON.parse(JSON.stringify(state)), version });
      expect(asJson(await reads.load(agentId, workspaceId))).toEqual(asJson(fold));
      await world.pool.query("delete from agent_events where agent_id = $1", [agentId]);
      await world.pool.query("delete from agents where id = $1", [agentId]);
    },
  );

  const damage: Record<string, string> = {
    "a wrong count": "update agents set total_interactions = total_interactions + 7",
    "a wrong text": "update agents set name = name || ' ', archive_reason = ''",
    "wrong JSON": `update agents set preferences = '{"a": 1}'`,
    "a wrong version": "update agents set version = 1000000",
    "an archived one that lives": "update agents set status = 'archived', archived_at = now()",
    "sessions that are gone": "delete from agent_sessions",
    "sessions that never were":
      "insert into agent_sessions select id, gen_random_uuid(), now(), gen_random_uuid(), 'guide', 'active' from agents",
    "sessions of another status":
      "update agent_sessions set status = 'completed', ended_at = null, pending_action = '{}'",
    "people who have left": "update agent_assignments set unassigned_at = null, role = 'primary'",
    "people nobody has assigned":
      "insert into agent_assignments select a.id, u.id, a.workspace_id, 'primary', u.id, now() from agents a, users u on conflict do nothing",
    "questions that are gone": "delete from client_actions",
    "answers that nobody gave": "update client_actions set status = 'answered', response = 'true', ended_at = now()",
    "agents that are gone": "delete from agents where slug = 'luca'",
    "agents that never were":
      "insert into agents select gen_random_uuid(), workspace_id, owner_id, 'ghost', agent_type, name, 'active', null, '{}', '[]', 1, 1, 1, 9, now(), now() from agents where slug = 'luca'",
    "agents in each other's place": `
      update agents set status = 'archived' where slug in ('guide', 'luca');
      update agents set slug = case slug when 'guide' then 'luca' else 'guide' end where slug in ('guide', 'luca');
      update agents set status = 'active'`,
    "snapshots of another story": "update agent_snapshots set state = jsonb_set(state, '{agent,totalSessions}', '99')",
    "snapshots that were forged whole":
      "update agent_snapshots set state = jsonb_set(state, '{agent,totalSessions}', '99'), digest = md5(agent_id::text || version || jsonb_set(state, '{agent,totalSessions}', '99')::text)",
  };

  test.each(Object.entries(damage))("are put right, byte by byte: %s", async (_, sql) => {
    await world.pool.query("truncate agent_events, agents cascade");
    for (let seed = 10; seed <= 12; seed++) {
      const owner = await world.person();
      const cast = await castOf(owner);
      for (const slug of ["guide", "luca"]) {
        const agentId = await world.agent(owner, slug);
        await play(process(owner), agentId, cast, busy(60, seed));
        const { state, version } = await createAgentReads(world.pool).load(agentId, owner.workspaceId);
        await world.pool.query(SAVE_SNAPSHOT, [agentId, version, snapshotOf(state)]);
      }
    }
    expect(await rebuild(true)).toMatchObject({ agents: 6, found: [] });
    const before = await contents();
    await world.pool.query(sql);
    const checked = await rebuild(true);
    expect(checked.found.length).toBeGreaterThan(0);
    expect(await rebuild(false)).toMatchObject({ differences: checked.differences, left: [] });
    expect(await contents()).toEqual(before);
    expect(await rebuild(true)).toMatchObject({ found: [] });
  });

  test("are put right while others write and rows go wrong under their hands: nothing is lost", async () => {
    await world.pool.query("truncate agent_events, agents cascade");
    const owners = await Promise.all(Array.from({ length: 4 }, () => world.person()));
    const agents = await Promise.all(
      owners.map(async (owner) => ({ owner, agentId: await world.agent(owner, "guide"), cast: await castOf(owner) })),
    );
    const committed: string[] = [];
    const writing = agents.flatMap(({ owner, agentId, cast }, n) =>
      [1, 2, 3].map((writer) => play(process(owner, committed), agentId, cast, busy(80, 100 * n + writer))),
    );
    let writers = writing.length;
    for (const one of writing) void one.finally(() => writers--);
    const rebuilder = new pg.Pool({ connectionString: world.url, max: 2 });
    pools.push(rebuilder);
    const harm = [
      "update agents set total_interactions = 0, version = 0, name = 'Mallory'",
      "delete from agent_sessions",
      "update agents set status = 'archived'",
      damage["sessions that never were"],
      "delete from agents where id = (select id from agents order by random() limit 1)",
    ];
    const rounds = { repaired: 0 };
    for (let n = 0; writers > 0; n++) {
      await world.pool.query(harm[n % harm.length] ?? "");
      const { differences, left } = await rebuild(false, rebuilder);
      rounds.repaired += differences;
      expect(left).toEqual([]);
    }
    await Promise.all(writing);
    expect(rounds.repaired).toBeGreaterThan(0);
    expect(await rebuild(true)).toMatchObject({ agents: 4, found: [] });
    const log = await world.pool.query("select id, agent_id, version from agent_events order by agent_id, version");
    expect(
      log.rows
        .filter(({ version }) => version > 1)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(committed.sort());
    for (const theirs of Map.groupBy(log.rows, ({ agent_id }) => agent_id).values())
      expect(theirs.map(({ version }) => version)).toEqual(theirs.map((_, index) => index + 1));
    const repaired = await contents();
    await world.pool.query("truncate agents cascade");
    await rebuild(false);
    expect(await contents()).toEqual(repaired);
  });

  test("of a log that is broken are left alone, and the break is named", async () => {
    await world.pool.query("truncate agent_events, agents cascade");
    const [ada, bob] = [await world.person(), await world.person()];
    const [gap, unknown] = [await world.agent(ada, "guide"), await world.agent(bob, "guide")];
    const rename: Intent = { type: "update-profile", who: 0, whom: 0, session: 0, role: 0, flag: true, apt: true };
    await play(process(ada), gap, await castOf(ada), [rename, rename]);
    await world.pool.query("delete from agent_events where agent_id = $1 and version = 2", [gap]);
    await world.pool.query("update agent_events set type = 'agent.vanished.v7' where agent_id = $1", [unknown]);
    await world.pool.query("update agents set name = 'Mallory'");
    const before = await contents();
    const { left } = await rebuild(false);
    expect(left.filter(({ kind }) => kind === "broken")).toMatchObject([
      { agentId: [gap, unknown].sort()[0] },
      { agentId: [gap, unknown].sort()[1] },
    ]);
    expect(left.find(({ agentId }) => agentId === gap)?.details).toEqual(["version 2 is missing"]);
    expect(left.find(({ agentId }) => agentId === unknown)?.details[0]).toContain("agent.vanished.v7");
    expect(await contents()).toEqual(before);
  });

  test("that never were are left to a person when conversations would go with them", async () => {
    await world.pool.query("truncate agent_events, agents cascade");
    const ada = await world.person();
    const conversation = await world.conversation(ada, await world.session(ada), "guide");
    await world.say(conversation, { parts: [{ type: "text", text: "Hello" }] });
    await world.pool.query("delete from agent_events");
    const { left } = await rebuild(false);
    expect(left).toMatchObject([{ agentId: conversation.agentId, table: "agents", kind: "alien" }]);
    expect((await world.pool.query("select count(*)::int from messages")).rows).toEqual([{ count: 1 }]);
  });

  test("are gone on with from any agent", async () => {
    await world.pool.query("truncate agent_events, agents cascade");
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await world.agent(await world.person(), "guide"));
    ids.sort();
    await world.pool.query("update agents set name = 'Mallory'");
    const progress: string[] = [];
    const onProgress = ({ lastId }: { lastId: string }) => void progress.push(lastId);
    const options = { check: false, batch: 2, onProgress };
    expect(await rebuildProjections(world.pool, { ...options, after: ids[3] ?? "" })).toMatchObject({
      agents: 3,
      differences: 3,
    });
    expect(progress).toEqual([ids[5], ids[6]]);
    expect(await rebuild(true)).toMatchObject({ differences: 4 });
  });
});

/** A story in which the agent goes on living. */
const busy = (length: number, seed: number): Intent[] => storyOf(length, seed).filter(({ type }) => type !== "archive");
