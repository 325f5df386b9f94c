import { randomUUID } from "node:crypto";
import pg from "pg";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { createStore } from "#lib/adapters/postgres/commit.ts";
import { createSessionReads } from "#lib/adapters/postgres/session-reads.ts";
import { decideAgent } from "#lib/application/agents/record-events.ts";
import type { Viewer } from "#lib/application/ports/reads.ts";
import type { Store } from "#lib/application/ports/store.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import type { FeedEntry, FeedFact } from "#lib/domain/session/feed.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import { createTestDatabase } from "./database.ts";

/** A database with the real store and reads, and short words for what tests need to be there. */
export async function createSessionWorld() {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 8 });
  const entries: FeedEntry[] = [];
  const store: Store = createStore(pool, (published) => entries.push(...published.flatMap((one) => one.entries)));
  const agents = createAgentReads(pool);
  let clock = Date.UTC(2026, 10, 21, 12);
  const now = () => new Date(clock++).toISOString();

  const person = async (workspaceId: string = randomUUID()): Promise<Viewer> => {
    const userId = randomUUID();
    await pool.query("insert into workspaces (id, name) values ($1, 'Test') on conflict do nothing", [workspaceId]);
    await pool.query("insert into users (id, email, name, password_hash) values ($1, $2, 'Ada', '')", [
      userId,
      `${userId}@example.org`,
    ]);
    return { workspaceId, userId };
  };

  const agent = async ({ workspaceId, userId }: Viewer, slug: string): Promise<string> => {
    const at = now();
    const actor = { kind: "user", userId, authSessionId: randomUUID() } as const;
    const append = decideAgent(
      { actor, correlationId: "test", now, newId: randomUUID },
      { state: absentAgent(randomUUID(), workspaceId), version: 0 },
      [{ type: "create", ownerId: userId, agentType: "guide", slug, name: slug, at }],
    );
    if (!append) throw new Error("An agent that is not there can be made.");
    await store.commit({ agents: [append] });
    return append.agentId;
  };

  const session = async ({ workspaceId, userId }: Viewer, title: string | null = null, at = now()): Promise<string> => {
    const id = randomUUID();
    const facts: FeedFact[] = [{ type: "session.created", title }];
    await store.commit({
      newSessions: [{ id, workspaceId, ownerId: userId, title, hidden: false, metadata: {}, at }],
      feed: [{ sessionId: id, ownerId: userId, at, facts }],
    });
    return id;
  };

  const conversation = async (owner: Viewer, sessionId: string, slug: string) => {
    const agentId = (await agents.find(owner, slug)) ?? (await agent(owner, slug));
    const [id, at] = [randomUUID(), now()];
    const view = { conversationId: id, agentId, slug, messageCount: 0, lastMessageAt: null };
    await store.commit({
      conversations: [{ id, sessionId, agentId, slug, newMessages: 0, at }],
      feed: [
        {
          sessionId,
          ownerId: owner.userId,
          at,
          facts: [{ type: "conversation.started", conversationId: id, conversation: view }],
        },
      ],
    });
    return { id, agentId, slug, sessionId, owner, count: 0, lastId: null as string | null };
  };
  type Conversation = Awaited<ReturnType<typeof conversation>>;

  const message = (to: Conversation, changes: Partial<Message> = {}): Message => ({
    id: randomUUID(),
    conversationId: to.id,
    sequence: to.count + 1,
    parentId: to.lastId,
    role: "user",
    parts: [],
    status: "complete",
    authorId: null,
    model: null,
    usage: null,
    orchestratorContext: null,
    error: null,
    createdAt: now(),
    ...changes,
  });

  /** Writes messages in order, each the answer to the one before. */
  const say = async (to: Conversation, ...changes: Partial<Message>[]): Promise<Message[]> => {
    const messages = changes.map((change) => {
      const one = message(to, change);
      Object.assign(to, { count: one.sequence, lastId: one.id });
      return one;
    });
    const { sessionId, agentId, slug, owner } = to;
    const at = now();
    await store.commit({
      conversations: [{ id: to.id, sessionId, agentId, slug, newMessages: messages.length, at }],
      messages: messages.map((one) => ({ ...one, sessionId })),
      feed: [
        {
          sessionId,
          ownerId: owner.userId,
          at,
          facts: messages.map((one) => ({ type: "message.created", conversationId: to.id, message: one })),
        },
      ],
    });
    return messages;
  };

  const close = async (): Promise<void> => {
    await pool.end();
    await database.drop();
  };

  return {
    url: database.url,
    pool,
    store,
    reads: createSessionReads(pool),
    agents,
    entries,
    now,
    person,
    agent,
    session,
    conversation,
    say,
    close,
  };
}

export type SessionWorld = Awaited<ReturnType<typeof createSessionWorld>>;
