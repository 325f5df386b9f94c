import { randomUUID } from "node:crypto";
import { describeLive, type LiveWorld } from "#lib/adapters/contracts/live.ts";
import { createSessionWorld } from "#lib/testing/session-world.ts";
import { createBus } from "./bus.ts";
import { createStore } from "./commit.ts";
import { createLiveFeed } from "./live-feed.ts";
import { createTurns } from "./turns.ts";

type SessionWorld = Awaited<ReturnType<typeof createSessionWorld>>;

/** What one process has: its bus, its delta log, its hub and its turns. */
async function startProcess({ pool, reads }: SessionWorld, databaseUrl: string) {
  const executorId = randomUUID();
  const onError = (message: string, error: unknown) => {
    throw new Error(message, { cause: error });
  };
  const bus = createBus({ databaseUrl, executorId, pool, onError });
  await bus.start();
  const { log, hub } = createLiveFeed({ pool, bus, feedAfter: reads.feedAfter, onError });
  const store = createStore(pool, (published) => hub.entries(published));
  const turns = createTurns({ pool, bus, log, hub, executorId });
  const close = async () => {
    hub.close();
    await log.close();
    await bus.close();
  };
  return { hub, store, turns, close };
}

async function buildWorld(readers: "own" | "other"): Promise<LiveWorld> {
  const world = await createSessionWorld();
  const { connectionString = "" } = world.pool.options;
  const writer = await startProcess(world, connectionString);
  const reader = readers === "own" ? writer : await startProcess(world, connectionString);
  const taker = await startProcess(world, connectionString);
  const conversations = new Map<string, Awaited<ReturnType<SessionWorld["conversation"]>>>();
  const running = new Map<string, { epoch: number; live: ReturnType<typeof writer.turns.liveText> }>();

  const claim = async (by: typeof writer, turnId: string) => {
    const turn = await by.turns.claim(turnId, world.now());
    if (!turn) throw new Error(`${turnId} cannot be claimed`);
    running.get(turnId)?.live.close();
    running.set(turnId, { epoch: turn.epoch, live: by.turns.liveText(turn) });
  };
  const written = new Map<string, string[]>();
  const by = new Map<string, typeof writer>();

  return {
    live: reader.hub,
    async newSession() {
      const owner = await world.person();
      const sessionId = await world.session(owner);
      const conversation = await world.conversation(owner, sessionId, "guide");
      conversations.set(sessionId, conversation);
      return { sessionId, ownerId: owner.userId, conversationId: conversation.id };
    },
    async append(sessionId, facts) {
      const ownerId = conversations.get(sessionId)?.owner.userId ?? "";
      await writer.store.commit({ feed: [{ sessionId, ownerId, at: world.now(), facts }] });
    },
    async startTurn(sessionId) {
      const conversation = conversations.get(sessionId);
      if (!conversation) throw new Error(`No session ${sessionId}`);
      const [asked, answer] = await world.say(conversation, {}, { role: "assistant", status: "streaming" });
      const turn = {
        id: answer?.id ?? "",
        workspaceId: conversation.owner.workspaceId,
        sessionId,
        conversationId: conversation.id,
        agentId: conversation.agentId,
        slug: conversation.slug,
        userId: conversation.owner.userId,
        userMessageId: asked?.id ?? "",
        llmConfigId: null,
        at: world.now(),
      };
      await writer.store.commit({ turns: [turn] });
      by.set(turn.id, writer);
      await claim(writer, turn.id);
      return { turnId: turn.id };
    },
    async takeOver(_sessionId, turnId, part) {
      const epoch = running.get(turnId)?.epoch ?? 0;
      const parts = (written.get(turnId) ?? []).slice(0, part).map((text) => ({ type: "text" as const, text }));
      const iteration = { turnId, n: 0, epoch, parts, usage: null, at: world.now() };
      if (part > 0) await writer.store.commit({ guard: { turnId, epoch }, iterations: [iteration] });
      by.set(turnId, taker);
      await claim(taker, turnId);
    },
    async write(_sessionId, turnId, part, text) {
      const live = running.get(turnId)?.live;
      const texts = written.get(turnId) ?? [];
      texts[part] = (texts[part] ?? "") + text;
      written.set(turnId, texts);
      live?.append(part, "text", text);
      await live?.flush();
    },
    async endTurn(sessionId, turnId, message) {
      const epoch = running.get(turnId)?.epoch ?? 0;
      const sessionOwnerId = conversations.get(sessionId)?.owner.userId ?? "";
      const end = { turnId, epoch, sessionId, sessionOwnerId, status: "completed", message, at: world.now() } as const;
      await (by.get(turnId) ?? writer).turns.settle({ ...end, calls: [], limited: false });
      running.get(turnId)?.live.close();
    },
    async forgetText() {
      await world.pool.query("delete from deltas d using turns t where t.id = d.turn_id and t.status <> 'running'");
    },
    async close() {
      for (const one of new Set([writer, reader, taker])) await one.close();
      await world.close();
    },
  };
}

describeLive("PostgreSQL, readers beside the writer", () => buildWorld("own"));
describeLive("PostgreSQL, readers in another process", () => buildWorld("other"));
