import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { Changes, NewSession } from "../ports/store.ts";
import { createMessages } from "./from-portable.ts";
import type { PortableSession } from "./schema.ts";

/** An agent of the person's that takes part, under the slug that it has here. */
export interface Partaker {
  agentId: string;
  slug: string;
  /** It cannot be written to: this installation has no such agent. */
  archived: boolean;
}

interface Import {
  file: PortableSession;
  workspaceId: string;
  ownerId: string;
  /** In the order of the file's conversations. */
  partakers: readonly Partaker[];
  at: string;
  newId(): string;
}

const MAX_TITLE = 200;

/**
 * A file as a new session: its rows and its feed. Times of messages stay what they were; the session itself begins now.
 * No agent hears anything: like after a restore, its part begins with the next message.
 */
export function planImport({ file, workspaceId, ownerId, partakers, at, newId }: Import): Changes & {
  newSessions: [NewSession];
} {
  const sessionId = newId();
  const ids = new Map(file.conversations.map(({ agent }) => [agent, newId()]));
  const conversationOf = (agent: string) => ids.get(agent) ?? newId();
  const made = createMessages({ newId, me: ownerId, conversationOf });
  const conversations = file.conversations.map(({ agent, messages }, index) => {
    const id = conversationOf(agent);
    return { id, ...(partakers[index] as Partaker), messages: made.conversation(id, messages) };
  });
  const title = titleOf(file.title);
  const titleFrom = (title && file.titleFrom && ids.get(file.titleFrom)) || null;
  const { status } = file;
  const facts: FeedFact[] = [
    { type: "session.created", title, ...(titleFrom && { conversationId: titleFrom }) },
    ...conversations.flatMap(({ id, agentId, slug, messages }): FeedFact[] => [
      {
        ...{ type: "conversation.started", conversationId: id },
        conversation: { conversationId: id, agentId, slug, messageCount: 0, lastMessageAt: null },
      },
      ...messages.map((message): FeedFact => ({ type: "message.created", conversationId: id, message })),
    ]),
    ...made
      .packets()
      .map((packet): FeedFact => ({ type: "handoff.created", conversationId: packet.toConversationId, packet })),
    { type: "session.imported", orchestratorContext: { ...file.orchestratorContext, activeOrchestrators: [] } },
    ...(status === "active" ? [] : [{ type: "session.status", status } as const]),
  ];
  return {
    newSessions: [
      {
        ...{ id: sessionId, workspaceId, ownerId, title, titleFrom, subject: file.subject, hidden: false, at, status },
        completedAt: status === "completed" || status === "expired" ? at : null,
        metadata: { imported: { exportedAt: file.exportedAt, createdAt: file.createdAt } },
      },
    ],
    // They are shown in the order in which they began: a millisecond apart.
    conversations: conversations.map(({ id, agentId, slug, messages }, index) => ({
      ...{ id, sessionId, agentId, slug, newMessages: messages.length, createdAt: later(at, index) },
      at: messages.at(-1)?.createdAt ?? at,
    })),
    messages: conversations.flatMap(({ messages }) => messages.map((message) => ({ ...message, sessionId }))),
    // Each by itself: the database carries a list along with every fact in it.
    feed: facts.map((fact) => ({ sessionId, ownerId, at, facts: [fact] })),
  };
}

const later = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString();

/** One line, as long as a title may be. */
const titleOf = (title: string | null): string | null =>
  [...(title ?? "").replaceAll(/\p{Cc}+|\s+/gu, " ").trim()].slice(0, MAX_TITLE).join("").toWellFormed() || null;
