import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorCode } from "#lib/domain/errors.ts";
import { sendAsOwner } from "#lib/testing/send-as-owner.ts";
import { createScriptedModel, createTurnWorld, isGapless, type TurnWorld } from "#lib/testing/turn-world.ts";

let world: TurnWorld;
let process: Awaited<ReturnType<TurnWorld["createProcess"]>>;
beforeAll(async () => {
  world = await createTurnWorld();
  process = await world.createProcess();
});
afterAll(() => world.close());

async function arrive() {
  const owner = await world.person();
  const sessionId = await world.session(owner);
  const ctx = world.contextOf(process.ports, owner);
  const send = (input: Partial<Parameters<typeof sendAsOwner>[0]["input"]> = {}) =>
    sendAsOwner({ ctx, input: { sessionId, agent: "worker", text: "Hello", ...input } });
  const answer = (turnId: string) => process.run(turnId, createScriptedModel([["Hi."]]).model);
  const turns = async () =>
    (await world.pool.query("select status from turns where session_id = $1", [sessionId])).rows.map(
      (row) => row.status,
    );
  const feed = () => world.reads.feedAfter(sessionId, 0, 10_000);
  return { owner, sessionId, ctx, send, answer, turns, feed };
}

const codes = async (all: Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map((one) => (one.status === "fulfilled" ? "sent" : errorCode(one.reason)));

describe("the same message again", () => {
  test("gets the same answer, before and after the turn has ended, and makes one turn", async () => {
    const { send, answer, turns, feed } = await arrive();
    const id = randomUUID();
    const first = await send({ id });
    expect(await send({ id })).toEqual(first);
    await answer(first.turnId);
    expect(await send({ id })).toEqual(first);
    expect(await turns()).toEqual(["completed"]);
    expect((await feed()).filter((fact) => fact.type === "message.created")).toHaveLength(2);
  });

  test("gets the same answer where the turn begins with its acceptance", async () => {
    const mine = await world.createProcess();
    mine.taken.open();
    const { owner, sessionId } = await arrive();
    const [ctx, id] = [world.contextOf(mine.ports, owner), randomUUID()];
    const input = { sessionId, agent: "worker", text: "Hello", id };
    const first = await sendAsOwner({ ctx, input });
    expect(await sendAsOwner({ ctx, input })).toEqual(first);
    await mine.run(first.turnId, createScriptedModel([["Hi."]]).model);
    expect(await sendAsOwner({ ctx, input })).toEqual(first);
    expect((await world.reads.feedAfter(sessionId, first.feedSequence, 10)).map((fact) => fact.type)).toEqual([
      "turn.started",
      "turn.completed",
    ]);
  });

  test("at once, ten times over, is one message", async () => {
    const { send, turns } = await arrive();
    const id = randomUUID();
    const sent = await Promise.all(Array.from({ length: 10 }, () => send({ id })));
    expect(new Set(sent.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await turns()).toEqual(["accepted"]);
  });

  test("gets its answer although the session was stopped meanwhile", async () => {
    const { send, answer, sessionId } = await arrive();
    const id = randomUUID();
    const first = await send({ id });
    await answer(first.turnId);
    await world.pool.query("update sessions set status = 'stopped' where id = $1", [sessionId]);
    expect(await send({ id })).toEqual(first);
  });

  test("with an id that another person's message has is refused", async () => {
    const [one, other] = [await arrive(), await arrive()];
    const id = randomUUID();
    await one.send({ id });
    expect(await codes([other.send({ id })])).toEqual(["idempotency_conflict"]);
    expect(await other.turns()).toEqual([]);
  });
});

describe("messages at once", () => {
  test("two in one conversation: one turn, the other hears that it is busy", async () => {
    const { send, turns } = await arrive();
    expect((await codes([send(), send()])).sort()).toEqual(["sent", "turn_in_progress"]);
    expect(await turns()).toEqual(["accepted"]);
  });

  test("in several conversations of one session: all are sent, the feed has no gap", async () => {
    const { send, feed } = await arrive();
    const agents = ["worker", "guide", "luca", "content-liaison", "probe"];
    expect(await codes(agents.map((agent) => send({ agent })))).toEqual(agents.map(() => "sent"));
    const facts = await feed();
    expect(isGapless(facts)).toBe(true);
    expect(facts.filter((fact) => fact.type === "message.created")).toHaveLength(10);
  });

  test("64 to one agent in 64 sessions lose nothing: its log has no gap and every message", async () => {
    const { owner, ctx } = await arrive();
    const sessions = await Promise.all(Array.from({ length: 64 }, () => world.session(owner)));
    const others = [process, await world.createProcess()];
    const sends = sessions.map((sessionId, index) =>
      sendAsOwner({
        ctx: { ...ctx, ports: (others[index % 2] ?? process).ports },
        input: { sessionId, agent: "worker", text: "Hello" },
      }),
    );
    expect(await codes(sends)).toEqual(sends.map(() => "sent"));
    const agentId = (await world.agents.find(owner, "worker")) ?? "";
    const events = await world.agents.events(agentId, owner.workspaceId, { after: 0, limit: 1_000 });
    expect(events.map((event) => event.version)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter((event) => event.type === "agent.session.started.v1")).toHaveLength(64);
    const { state, version } = await world.agents.load(agentId, owner.workspaceId);
    expect(version).toBe(events.length);
    expect(state.status === "active" && state.activeSessions.size).toBe(64);
    for (const sessionId of sessions) expect(isGapless(await world.reads.feedAfter(sessionId, 0, 100))).toBe(true);
  });
});

describe("a session", () => {
  test("gets its title from the first message, and keeps it", async () => {
    const { send, answer, owner, sessionId } = await arrive();
    const { turnId } = await send({ text: "Understand my sales. They are in a table." });
    await answer(turnId);
    await send({ text: "Something else" });
    expect((await world.reads.head(owner, sessionId))?.title).toBe("Understand my sales");
  });

  test("that is completed opens again; one that is stopped or expired does not", async () => {
    const { send, turns, owner, sessionId } = await arrive();
    const make = (status: string) =>
      world.pool.query("update sessions set status = $2 where id = $1", [sessionId, status]);
    for (const status of ["stopped", "expired"]) {
      await make(status);
      expect(await codes([send()])).toEqual(["session_closed"]);
    }
    expect(await turns()).toEqual([]);
    await make("completed");
    await send();
    expect((await world.reads.head(owner, sessionId))?.status).toBe("active");
    const facts = await world.reads.feedAfter(sessionId, 0, 100);
    expect(facts).toContainEqual(expect.objectContaining({ type: "session.status", status: "active" }));
  });

  test("of someone else does not exist", async () => {
    const [mine, other] = [await arrive(), await arrive()];
    expect(await codes([mine.send({ sessionId: other.sessionId })])).toEqual(["not_found"]);
    expect(await other.turns()).toEqual([]);
  });

  test("takes only its own files", async () => {
    const [mine, other] = [await arrive(), await arrive()];
    const fileId = randomUUID();
    const { sessionId, owner } = other;
    const facts = {
      name: "a.csv",
      mediaType: "text/csv",
      fileType: "csv",
      size: 4,
      sha256: "0",
      createdAt: world.now(),
    };
    await world.store.commit({
      files: [{ fileId, sessionId, ownerId: owner.userId, workspaceId: owner.workspaceId, ...facts }],
    });
    const parts = [{ type: "file" as const, fileId }];
    expect(await codes([mine.send({ parts })])).toEqual(["not_found"]);
    expect(await mine.turns()).toEqual([]);
    const { messageId } = await other.send({ parts });
    const message = await world.reads.message(owner, sessionId, messageId);
    expect(message?.parts).toMatchObject([{ text: "Hello" }, { type: "file", fileId, name: "a.csv", size: 4 }]);
  });

  test("takes no message without a word or a file", async () => {
    const { send, turns } = await arrive();
    expect(await codes([send({ text: " \n " }), send({ text: "\0" })])).toEqual([
      "validation_failed",
      "validation_failed",
    ]);
    expect(await turns()).toEqual([]);
  });
});
