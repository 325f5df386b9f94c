import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Viewer } from "#lib/application/ports/reads.ts";
import { mergeChanges } from "#lib/application/ports/store.ts";
import { planTurn } from "#lib/application/turns/plan-turn.ts";
import { waitForLock } from "#lib/testing/database.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";

let world: SessionWorld;
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(() => world.close());

/** A session with a message, the turn that answers it, and what a turn leaves on its way. */
async function busySession(owner: Viewer) {
  const sessionId = await world.session(owner);
  const { id: conversationId, agentId } = await world.conversation(owner, sessionId, "worker");
  const [at, turnId] = [world.now(), randomUUID()];
  const { workspaceId, userId } = owner;
  const { changes, facts } = planTurn(
    {
      ...{ workspaceId, userId, sessionId, conversationId, agentId, at, turnId },
      ...{ slug: "worker", llmConfigId: null, messageCount: 0, parentId: null },
    },
    { id: randomUUID(), role: "user", parts: [], authorId: userId },
  );
  const call = { turnId, iteration: 0, index: 0, toolCallId: "c", tool: "tally", input: {}, epoch: 1, startedAt: at };
  await world.store.commit(
    mergeChanges(changes, {
      iterations: [{ turnId, n: 0, epoch: 1, parts: [], usage: null, at }],
      toolCallStarts: [call],
      feed: [{ sessionId, ownerId: userId, at, facts }],
    }),
  );
  await world.pool.query(
    "insert into deltas (turn_id, epoch, part, kind, start, text) values ($1, 1, 0, 'text', 0, 'Hello')",
    [turnId],
  );
  return { sessionId, ids: [sessionId, conversationId, turnId] };
}

/** Tables that hold a row of one of these ids; an agent's own log and what follows from it stay. */
async function tablesWith(ids: string[]): Promise<string[]> {
  const { rows } = await world.pool.query<{ place: string; filled: boolean }>(
    `select table_name as place, (xpath('//n/text()', query_to_xml(format(
        'select count(*) as n from %I where %I = any(%L::uuid[])', table_name, column_name, $1::text), false, true, '')))[1]::text <> '0' as filled
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and data_type = 'uuid'
       and (column_name in ('session_id', 'conversation_id', 'turn_id') or column_name = 'id')
       and table_name not in ('agent_events', 'agent_sessions')`,
    [`{${ids.join()}}`],
  );
  return [...new Set(rows.filter((row) => row.filled).map((row) => row.place))].sort();
}

test("a session that is deleted leaves no row anywhere, and takes none of another's", async () => {
  const owner = await world.person();
  const [gone, stays] = [await busySession(owner), await busySession(owner)];
  const full = await tablesWith(gone.ids);
  const [hot, read] = [
    ["deltas", "messages", "session_feed", "turns"],
    ["conversations", "session_heads", "sessions"],
  ];
  expect(full).toEqual(expect.arrayContaining([...hot, ...read, "tool_calls", "turn_iterations"]));
  await world.pool.query("delete from sessions where id = $1", [gone.sessionId]);
  expect(await tablesWith(gone.ids)).toEqual([]);
  expect(await tablesWith(stays.ids)).toEqual(full);
});

test("a workspace that is deleted leaves nothing of its sessions", async () => {
  const owner = await world.person();
  const { ids } = await busySession(owner);
  await world.pool.query("delete from workspaces where id = $1", [owner.workspaceId]);
  expect(await tablesWith(ids)).toEqual([]);
});

test("what is being written while its session is deleted goes with it", async () => {
  const owner = await world.person();
  const { sessionId, ids } = await busySession(owner);
  const writer = await world.pool.connect();
  await writer.query("begin");
  await writer.query("update session_heads set sequence = sequence + 1 where session_id = $1", [sessionId]);
  await writer.query("insert into session_feed select $1, 1000, now(), 'session.renamed', null, '{}'", [sessionId]);
  const deleting = world.pool.query("delete from sessions where id = $1", [sessionId]);
  await waitForLock(world.pool, "delete from sessions");
  await writer.query("commit");
  writer.release();
  await deleting;
  expect(await tablesWith(ids)).toEqual([]);
  const feed = [{ sessionId, ownerId: owner.userId, at: world.now(), facts: [{ type: "session.deleted" as const }] }];
  await expect(world.store.commit({ feed })).rejects.toMatchObject({ code: "not_found" });
});
