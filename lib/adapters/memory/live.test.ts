import { randomUUID } from "node:crypto";
import { describeLive } from "#lib/adapters/contracts/live.ts";
import { createMemoryLive } from "./live.ts";

const at = "2026-11-21T10:00:00.000Z";

describeLive("memory", async () => {
  const live = createMemoryLive();
  const epochs = new Map<string, { epoch: number; conversationId: string }>();
  const start = (sessionId: string, turnId: string, part: number) => {
    const turn = epochs.get(turnId);
    if (!turn) throw new Error(`No turn ${turnId}`);
    const { conversationId, epoch } = turn;
    live.append(sessionId, [{ type: "turn.started", conversationId, turnId, epoch, part, model: null }], at);
  };
  return {
    live,
    newSession: async () => {
      const ids = { sessionId: randomUUID(), ownerId: randomUUID(), conversationId: randomUUID() };
      live.addSession(ids.sessionId, ids.ownerId);
      return ids;
    },
    append: async (sessionId, facts) => live.append(sessionId, facts, at),
    startTurn: async (sessionId, conversationId) => {
      const turnId = randomUUID();
      epochs.set(turnId, { epoch: 1, conversationId });
      start(sessionId, turnId, 0);
      return { turnId };
    },
    takeOver: async (sessionId, turnId, part) => {
      const turn = epochs.get(turnId);
      if (turn) turn.epoch += 1;
      start(sessionId, turnId, part);
    },
    write: async (sessionId, turnId, part, text) => live.write(sessionId, turnId, part, "text", text),
    endTurn: async (sessionId, turnId, message) => {
      const { conversationId } = message;
      live.append(sessionId, [{ type: "turn.completed", conversationId, turnId, message }], at);
    },
    // The text of a turn goes with its end.
    forgetText: async () => {},
    close: async () => {},
  };
});
