import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everywhere } from "#lib/testing/everywhere.ts";
import { sendAsOwner } from "#lib/testing/send-as-owner.ts";
import { createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { completeCurrentSession } from "../agents/complete-current-session.ts";
import { handleCommand } from "../agents/handle-command.ts";
import { listHistory } from "../agents/list-history.ts";
import { listHistoryInput } from "../agents/session-schema.ts";
import { updateAgent } from "../agents/update-agent.ts";
import type { Context } from "../context.ts";
import type { LanguageModel, ModelRequest } from "../ports/models.ts";
import type { Viewer } from "../ports/reads.ts";
import { deleteSession, restoreSession } from "../sessions/delete-session.ts";
import { completeSession, updateSession } from "../sessions/update-session.ts";
import { deleteMemories, deleteMemory } from "./delete-memory.ts";
import { listMemories } from "./list-memories.ts";
import { writeMemory } from "./write-memory.ts";

const CONFIG = randomUUID();
const CANARY = "canary-5e1f";

let world: TurnWorld;
let process: Awaited<ReturnType<TurnWorld["createProcess"]>>;
beforeAll(async () => {
  world = await createTurnWorld();
  process = await world.createProcess();
});
afterAll(() => world.close());

const agent = "worker";
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => "done",
    (error) => error.code,
  );

/** A person with an agent, in the words of these tests. */
async function person(owner?: Viewer) {
  const ctx = world.contextOf(process.ports, owner ?? (await world.person()));
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const session = (title: string | null = null) => world.session(viewer, title);
  const send = (sessionId: string, text: string, to = agent) =>
    sendAsOwner({ ctx, input: { sessionId, agent: to, text } });
  /** What the model is asked; the message is answered with the words. */
  const say = async (sessionId: string, text: string, answer = "It is 42.", to = agent): Promise<string> => {
    const { turnId } = await send(sessionId, text, to);
    const { model, calls } = createScriptedModel([[answer]]);
    await process.run(turnId, model);
    return String(calls[0]?.prompt[0]?.content);
  };
  const list = async () => (await listMemories({ ctx, input: { agent, limit: 50 } })).items;
  const complete = (sessionId: string) => completeSession({ ctx, input: { sessionId } });
  /** A session in which this was said, completed and summed up. */
  const concluded = async (text: string, answer?: string) => {
    const sessionId = await session(`About ${text}`);
    await say(sessionId, text, answer);
    await complete(sessionId);
    await write(ctx);
    return sessionId;
  };
  return { ctx, viewer, session, send, say, list, complete, concluded };
}

/** Does what the engine would: writes every memory that waits. */
async function write(ctx: Context, models: unknown = {}, faults: unknown[] = []): Promise<void> {
  const waiting = await world.pool.query("select id from agent_memories where text is null and workspace_id = $1", [
    ctx.workspaceId,
  ]);
  for (const { id } of waiting.rows)
    await writeMemory({
      ports: { ...process.ports, models } as Parameters<typeof writeMemory>[0]["ports"],
      memoryId: id,
      stopping: process.stopping.signal,
      onFault: (_, error) => void faults.push(error),
    });
}

describe("what a session concluded", () => {
  test("is in the next session's prompt of the same agent, newest first, and nowhere else", async () => {
    const ada = await person();
    const first = await ada.concluded("the first thing?", "It was one.");
    const second = await ada.concluded("the second thing?", "It was two.");
    const [newest, oldest] = await ada.list();
    expect([newest, oldest]).toMatchObject([
      { sessionId: second, sessionTitle: "About the second thing?", source: "rule", kind: "summary" },
      { sessionId: first, text: "Asked: “the first thing?” Answered: It was one." },
    ]);
    const prompt = await ada.say(await ada.session(), "And now?");
    expect(prompt.indexOf("It was two.")).toBeLessThan(prompt.indexOf("It was one."));
    expect(prompt).toContain('<memory>[{"session":"About the second thing?"');
    expect(await ada.say(await ada.session(), "And you?", "Hm.", "guide")).not.toContain("<memory>");
    const bob = await person(await world.person(ada.ctx.workspaceId));
    expect(await bob.say(await bob.session(), "And I?")).not.toContain("<memory>");
    const history = await listHistory({ ctx: ada.ctx, input: listHistoryInput.parse({ agent }) });
    expect(history.items.map((one) => one.summary)).toEqual([null, newest?.text, oldest?.text]);
  });

  test("is left by every agent that took part and had something to say, and by no session that nobody sees", async () => {
    const { ctx, viewer, session, say, complete } = await person();
    const sessionId = await session();
    await say(sessionId, "One?");
    await say(sessionId, "Two?", "Two.", "guide");
    await world.conversation(viewer, sessionId, "luca");
    await complete(sessionId);
    const hidden = await session();
    await say(hidden, "Three?");
    await world.pool.query("update sessions set hidden = true where id = $1", [hidden]);
    await complete(hidden);
    const { rows } = await world.pool.query(
      "select session_id, slug from agent_memories m join agents a on a.id = m.agent_id where m.workspace_id = $1 order by slug",
      [ctx.workspaceId],
    );
    expect(rows).toEqual(["guide", "worker"].map((slug) => ({ session_id: sessionId, slug })));
  });

  test("is replaced when the session is completed again, and does not stand beside its own history", async () => {
    const { ctx, say, list, complete, concluded } = await person();
    const sessionId = await concluded("The first?", "One.");
    expect(await say(sessionId, "The second?", "Two.")).not.toContain("<memory>");
    expect((await process.ports.sessions.head({ ...ctx, userId: ctx.actor.userId }, sessionId))?.status).toBe("active");
    await complete(sessionId);
    expect(await list()).toEqual([]);
    await write(ctx);
    const [memory, ...others] = await list();
    expect(others).toEqual([]);
    expect(memory?.text).toMatch(/One\..*\n.*Two\./);
    const { items } = await listHistory({ ctx, input: listHistoryInput.parse({ agent }) });
    expect(items.map((part) => [part.status, part.summary])).toEqual([
      ["completed", memory?.text],
      ["completed", null],
    ]);
  });

  test("vanishes with its session and comes back with it", async () => {
    const { ctx, session, say, list, concluded } = await person();
    const sessionId = await concluded("Secret?");
    await deleteSession({ ctx, input: { sessionId } });
    expect(await list()).toEqual([]);
    expect(await say(await session(), "And?")).not.toContain("<memory>");
    await restoreSession({ ctx, input: { sessionId } });
    expect(await list()).toHaveLength(1);
    await world.pool.query("delete from sessions where id = $1", [sessionId]);
    expect(await list()).toEqual([]);
  });
});

describe("who writes it", () => {
  const PRICE = { input: 1, output: 10 };
  const speaking = (doGenerate: () => Promise<unknown>) => {
    const asked: ModelRequest[] = [];
    const model = { doGenerate } as unknown as LanguageModel;
    const resolve = async (request: ModelRequest) => {
      asked.push(request);
      return [
        { used: { configId: CONFIG, provider: "openai", model: "m" }, price: PRICE, own: false, open: () => model },
      ];
    };
    return { asked, resolve };
  };
  const text = (words: string) => async () => ({
    content: [{ type: "text", text: words }],
    usage: { inputTokens: { total: 40 }, outputTokens: { total: 8 } },
  });
  /** A session that a model of this provider has answered in, completed; how it is summed up. */
  const summedUp = async (models: object, used: object = { provider: "openai", configId: CONFIG }) => {
    const { ctx, viewer, session, say, complete, list } = await person();
    const sessionId = await session();
    await say(sessionId, "How much?");
    await world.pool.query("update messages set model = $2 where session_id = $1 and role = 'assistant'", [
      sessionId,
      JSON.stringify(used),
    ]);
    await complete(sessionId);
    const faults: unknown[] = [];
    await write(ctx, models, faults);
    const [memory] = await list();
    return { viewer, faults, text: memory?.text, source: memory?.source };
  };

  test("is the very config that spoke in the conversation, and its words are kept within bounds", async () => {
    const models = speaking(text(` ${"word ".repeat(2_000)}\0`));
    const { viewer, ...written } = await summedUp(models);
    expect(models.asked).toEqual([{ ...viewer, configId: CONFIG }]);
    expect(written).toMatchObject({ source: "model", faults: [] });
    expect(written.text?.length).toBeLessThanOrEqual(1_600);
    const { rows } = await world.pool.query(
      "select source, agent_slug, input_tokens::int, output_tokens::int, cost_micros::int, estimated from model_calls where user_id = $1 and source = 'memory'",
      [viewer.userId],
    );
    const used = { input_tokens: 40, output_tokens: 8, cost_micros: 120, estimated: false };
    expect(rows).toEqual([{ source: "memory", agent_slug: "worker", ...used }]);
  });

  test.each([
    ["fails", speaking(() => Promise.reject(new Error("500"))), 1],
    ["is gone", { resolve: () => Promise.reject(new Error("gone")) }, 1],
    ["says nothing", speaking(text(" ")), 0],
  ])("is a rule when the model %s", async (_, models, faults) => {
    const written = await summedUp(models);
    expect(written).toMatchObject({ source: "rule", text: "Asked: “How much?” Answered: It is 42." });
    expect(written.faults).toHaveLength(faults);
  });

  test.each([
    ["the demo model", { provider: "demo", configId: CONFIG }],
    ["code", { provider: "function", configId: null }],
  ])("is a rule when %s spoke: nobody else is told", async (_, used) => {
    const models = speaking(text("Not asked."));
    expect(await summedUp(models, used)).toMatchObject({ source: "rule" });
    expect(models.asked).toEqual([]);
  });

  test("is one of those who try at once", async () => {
    const { ctx, session, say, complete, list } = await person();
    const sessionId = await session();
    await say(sessionId, "How much?");
    await complete(sessionId);
    await Promise.all([write(ctx), write(ctx), write(ctx)]);
    const before = await list();
    await write(ctx);
    expect([before.length, await list()]).toEqual([1, before]);
  });

  test("goes on elsewhere when its process stops meanwhile", async () => {
    const { ctx, session, say, complete, list } = await person();
    const sessionId = await session();
    await say(sessionId, "How much?");
    await world.pool.query("update messages set model = $2 where session_id = $1 and role = 'assistant'", [
      sessionId,
      JSON.stringify({ provider: "openai", configId: CONFIG }),
    ]);
    await complete(sessionId);
    const stopping = new AbortController();
    const models = speaking(async () => {
      stopping.abort(new Error("The server is shutting down."));
      throw new Error("cut");
    });
    const memoryId = world.memoriesBegun.at(-1) ?? "";
    const ports = { ...process.ports, models } as unknown as Parameters<typeof writeMemory>[0]["ports"];
    const run = { ports, memoryId, stopping: stopping.signal, onFault: () => {} };
    await expect(writeMemory(run)).rejects.toThrow("shutting down");
    expect(await list()).toEqual([]);
    await write(ctx, speaking(text("Taken over.")));
    expect((await list()).map((one) => one.text)).toEqual(["Taken over."]);
  });
});

describe("completing", () => {
  test("is refused while an agent is at work, and stopping ends its part without a memory", async () => {
    const { ctx, session, send, complete, list } = await person();
    const sessionId = await session();
    const { turnId } = await send(sessionId, "How much?");
    expect(await refusal(complete(sessionId))).toBe("turn_in_progress");
    expect(await refusal(completeCurrentSession({ ctx, input: { agent, sessionId } }))).toBe("turn_in_progress");
    await world.pool.query("update turns set status = 'suspended' where id = $1", [turnId]);
    expect(await refusal(complete(sessionId))).toBe("response_pending");
    expect(await refusal(completeCurrentSession({ ctx, input: { agent } }))).toBe("response_pending");
    await world.pool.query("update turns set status = 'accepted' where id = $1", [turnId]);
    await updateSession({ ctx, input: { sessionId, status: "stopped" } });
    await process.run(turnId, createScriptedModel([["Late."]]).model);
    await write(ctx);
    expect(await list()).toEqual([]);
    const { items } = await listHistory({ ctx, input: listHistoryInput.parse({ agent }) });
    expect(items.map((part) => part.status)).toEqual(["terminated"]);
    expect(await refusal(complete(sessionId))).toBe("session_not_active");
  });

  test("is possible for one agent alone, in one's own words; its next message starts a new part", async () => {
    const { ctx, viewer, session, say, list } = await person();
    const sessionId = await session();
    await say(sessionId, "One?");
    await say(sessionId, "Two?", "Two.", "guide");
    const input = { agent, sessionId, summary: "We agreed on 7 %." };
    const done = await completeCurrentSession({ ctx, input });
    expect(await list()).toMatchObject([{ id: done.memoryId, text: "We agreed on 7 %.", source: "person" }]);
    expect(await refusal(completeCurrentSession({ ctx, input }))).toBe("session_not_active");
    expect(await refusal(completeCurrentSession({ ctx, input: { agent } }))).toBe("not_found");
    expect(await refusal(completeCurrentSession({ ctx, input: { agent, sessionId: randomUUID() } }))).toBe("not_found");
    const { status, conversations } = (await world.reads.view(viewer, sessionId, 0)) ?? {};
    expect([status, Object.keys(conversations ?? {})]).toEqual(["active", ["worker", "guide"]]);
    await say(sessionId, "Three?");
    const { state } = await process.ports.agents.load(done.agentId, ctx.workspaceId);
    expect(state).toMatchObject({ totalSessions: 2, successfulCompletions: 1 });
    expect(state.status === "active" && state.activeSessions.has(sessionId)).toBe(true);
  });

  test("by two at once completes once", async () => {
    const { session, say, complete, ctx, list } = await person();
    const sessionId = await session();
    await say(sessionId, "One?");
    await Promise.all(Array.from({ length: 6 }, () => complete(sessionId)));
    await write(ctx);
    expect(await list()).toHaveLength(1);
    const { items } = await listHistory({ ctx, input: listHistoryInput.parse({ agent }) });
    expect(items).toHaveLength(1);
  });
});

describe("forgetting", () => {
  test("takes the text out of every prompt and out of the whole database", async () => {
    const { ctx, session, say, list, concluded } = await person();
    await concluded("Kept?");
    const sessionId = await session("Talk");
    await say(sessionId, "One?");
    await completeCurrentSession({ ctx, input: { agent, sessionId, summary: `We agreed on ${CANARY}.` } });
    expect(await everywhere(world.pool, CANARY)).toEqual(["public.agent_memories"]);
    expect(await say(await session(), "And?")).toContain(CANARY);
    const [memory] = await list();
    const input = { agent, memoryId: memory?.id ?? "" };
    await deleteMemory({ ctx, input });
    expect(await everywhere(world.pool, CANARY)).toEqual([]);
    const prompt = await say(await session(), "And?");
    expect([prompt.includes(CANARY), prompt.includes("Kept?")]).toEqual([false, true]);
    expect(await refusal(deleteMemory({ ctx, input }))).toBe("not_found");
    await deleteMemories({ ctx, input: { agent } });
    await deleteMemories({ ctx, input: { agent } });
    expect(await say(await session(), "And?")).not.toContain("<memory>");
  });

  test("before it is written leaves nothing to write", async () => {
    const { ctx, session, say, complete, list } = await person();
    const sessionId = await session();
    await say(sessionId, "One?");
    await complete(sessionId);
    const memoryId = world.memoriesBegun.at(-1) ?? "";
    await deleteMemories({ ctx, input: { agent } });
    await process.ports.memories.write(memoryId, { text: "Late.", source: "model", tokens: 2 });
    expect([await process.ports.memories.claim(memoryId), await list()]).toEqual([null, []]);
  });
});

test("memories are listed page by page, without gap or repeat", async () => {
  const { ctx, concluded } = await person();
  const sessions: string[] = [];
  for (const text of ["1?", "2?", "3?", "4?", "5?"]) sessions.unshift(await concluded(text));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listMemories({ ctx, input: { agent, limit: 2, ...(cursor && { cursor }) } });
    seen.push(...page.items.map((one) => one.sessionId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(sessions);
  expect(await refusal(listMemories({ ctx, input: { agent, limit: 2, cursor: "x" } }))).toBe("validation_failed");
});

test("preferences are in the prompt as they are then", async () => {
  const { ctx, session, say } = await person();
  await updateAgent({ ctx, input: { agent, preferences: { tone: "dry", units: "metric" } } });
  const sessionId = await session();
  expect(await say(sessionId, "One?")).toContain('<preferences>{"tone":"dry","units":"metric"}</preferences>');
  await updateAgent({ ctx, input: { agent, preferences: { tone: null } } });
  expect(await say(sessionId, "Two?")).toContain('<preferences>{"units":"metric"}</preferences>');
  const tooMuch = updateAgent({ ctx, input: { agent, preferences: { all: "x".repeat(5_000) } } });
  expect(await refusal(tooMuch)).toBe("preferences_too_large");
});

test("an agent tells what it remembers, and what its owner prefers, to its primaries alone", async () => {
  const ada = await person();
  await ada.concluded("Secret?");
  await updateAgent({ ctx: ada.ctx, input: { agent, preferences: { tone: "dry" } } });
  const sessionId = await ada.session();
  expect(await ada.say(sessionId, "One?")).toMatch(/<preferences>[\s\S]*<memory>/);
  const { agentId } = (await world.reads.heads(ada.viewer, sessionId, agent)).conversation ?? {};
  for (const role of ["shared", "primary"]) {
    const bob = await person(await world.person(ada.ctx.workspaceId));
    await assign(ada.ctx, agentId ?? "", bob.viewer.userId, role);
    const prompt = await bob.say(sessionId, "And I?");
    const told = ["<memory>", "<preferences>"].map((block) => prompt.includes(block));
    expect([role, ...told]).toEqual([role, role === "primary", role === "primary"]);
  }
});

test("primaries alone see and delete memories: another role is refused, and without one there is no such agent", async () => {
  const ada = await person();
  await ada.concluded("Secret?");
  const [memory] = await ada.list();
  const { rows } = await world.pool.query("select agent_id as id from agent_memories where id = $1", [memory?.id]);
  const { id } = rows[0] as { id: string };
  const roles = { primary: "done", shared: "forbidden", mentee: "forbidden", observer: "forbidden", none: "not_found" };
  for (const [role, expected] of Object.entries(roles)) {
    const { ctx } = await person(await world.person(ada.ctx.workspaceId));
    if (role !== "none") await assign(ada.ctx, id, ctx.actor.userId, role);
    const calls = [
      () => listMemories({ ctx, input: { agent: id, limit: 5 } }),
      () => deleteMemory({ ctx, input: { agent: id, memoryId: memory?.id ?? "" } }),
      () => deleteMemories({ ctx, input: { agent: id } }),
    ];
    const answers = role === "primary" ? [await refusal(calls[0]?.() ?? Promise.reject())] : await all(calls);
    expect([role, new Set(answers)]).toEqual([role, new Set([expected])]);
    if (role === "shared") {
      const { items } = await listHistory({ ctx, input: listHistoryInput.parse({ agent: id }) });
      expect(items.map((part) => part.summary)).toEqual([null]);
    }
  }
  expect(await ada.list()).toHaveLength(1);
});

async function assign(ctx: Context, agentId: string, userId: string, role: string): Promise<void> {
  const command = { type: "assign", userId, role, by: ctx.actor.userId, byAdmin: false, at: world.now() } as const;
  await handleCommand({ ctx, input: { agentId, command } });
}

const all = (calls: (() => Promise<unknown>)[]) => Promise.all(calls.map((call) => refusal(call())));
