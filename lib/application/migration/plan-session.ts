import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import type { FeedFact, SessionStatus } from "#lib/domain/session/feed.ts";
import { type Message, textOf } from "#lib/domain/session/parts.ts";
import { planMemory, sizedSummary } from "../memory/plan-memory.ts";
import type { Changes, NewMemory } from "../ports/store.ts";
import { titleFrom } from "../sessions/title.ts";
import type { RecordIds } from "./ids.ts";
import type { SessionRecord } from "./record.ts";

/** Why an active session of an agent that works on one at a time is stopped by the import. */
export const ONE_AT_A_TIME = "Another session of this agent was active when this one was imported.";

export interface PlannedRecord {
  record: SessionRecord;
  ids: RecordIds;
  workspaceId: string;
  ownerId: string;
  definition: AgentDefinition;
  digest: string;
  /** The record's, or `stopped` where the agent may not have another active session. */
  status: SessionStatus;
}

/** What an agent goes through in a session that is over, or goes on. */
export function commandsOf(planned: PlannedRecord): AgentCommand[] {
  const { record, ids, ownerId, definition, status } = planned;
  const { sessionId, conversationId, messageIds } = ids;
  const { createdAt, endedAt, lastActivityAt } = record;
  const start: AgentCommand = {
    type: "start-session",
    sessionId,
    conversationId,
    sessionType: definition.agentType,
    maxConcurrentSessions: null, // what is over takes no place, and what is active was counted before
    at: createdAt,
  };
  const heard = record.messages.flatMap(({ role, at }, index): AgentCommand[] =>
    role === "user"
      ? [{ type: "receive-message", sessionId, messageId: messageIds[index] ?? "", responderId: ownerId, at }]
      : [],
  );
  const at = endedAt ?? lastActivityAt;
  if (status === "active") return [start, ...heard];
  if (status === "stopped") {
    const reason = record.status === "stopped" ? record.reason : ONE_AT_A_TIME;
    return [start, ...heard, { type: "terminate-session", sessionId, reason, by: ownerId, at }];
  }
  return [
    start,
    ...heard,
    { type: "complete-session", sessionId, summary: hasMemory(planned) ? ids.memoryId : null, by: ownerId, at },
  ];
}

/** The summary of a completed session is what its agent remembers. Without one there is nothing: no model is asked. */
const hasMemory = ({ record, status }: PlannedRecord): boolean =>
  Boolean(record.summary) && (status === "completed" || status === "expired");

export function memoryOf(planned: PlannedRecord, agentId: string): NewMemory | null {
  const { record, ids, workspaceId } = planned;
  if (!hasMemory(planned) || !record.summary) return null;
  const { sessionId, memoryId } = ids;
  return planMemory(
    { workspaceId, newId: () => memoryId },
    {
      agentId,
      sessionId,
      messageCount: record.messages.length,
      hidden: false,
      summary: record.summary,
      at: record.endedAt ?? record.lastActivityAt,
    },
  );
}

/** The rows and the feed of a session, but for what the agent's events lead to. */
export function changesOf(planned: PlannedRecord, agentId: string): Changes {
  const { record, ids, workspaceId, ownerId, definition, status } = planned;
  const { sessionId, conversationId } = ids;
  const { slug } = definition;
  const messages = messagesOf(planned);
  const last = record.messages.at(-1)?.at ?? record.createdAt;
  const title = titleOf(record);
  const derived = record.title === null && title !== null;
  const memory = memoryOf(planned, agentId);
  const conversation = { conversationId, agentId, slug, messageCount: 0, lastMessageAt: null };
  const facts: [string, FeedFact][] = [
    [record.createdAt, { type: "session.created", title, ...(derived && { conversationId }) }],
    [record.createdAt, { type: "conversation.started", conversationId, conversation }],
    ...messages.map((message): [string, FeedFact] => [
      message.createdAt,
      { type: "message.created", conversationId, message },
    ]),
    ...statusFacts(record, status),
  ];
  return {
    newSessions: [
      {
        id: sessionId,
        workspaceId,
        ownerId,
        title,
        titleFrom: derived ? conversationId : null,
        hidden: false,
        metadata: metadataOf(planned),
        at: record.createdAt,
        status,
        updatedAt: record.updatedAt,
        lastActivityAt: record.lastActivityAt,
        completedAt: status === "completed" || status === "expired" ? record.endedAt : null,
        expiresAt: record.expiredAt,
      },
    ],
    conversations: [
      {
        id: conversationId,
        sessionId,
        agentId,
        slug,
        newMessages: messages.length,
        at: last,
        createdAt: record.createdAt,
      },
    ],
    messages: messages.map((message) => ({ ...message, sessionId })),
    memories: memory ? [memory] : [],
    feed: facts.map(([at, fact]) => ({ sessionId, ownerId, at, facts: [fact] })),
  };
}

/** How many entries the feed of an imported session has: more means that it has gone on since. */
export const feedLength = ({ record, status }: PlannedRecord): number =>
  2 + record.messages.length + statusFacts(record, status).length;

/** Each answers the one before it. */
export function messagesOf({ record, ids, ownerId }: PlannedRecord): Message[] {
  return record.messages.map(({ role, parts, model, at }, index) => ({
    id: ids.messageIds[index] ?? "",
    conversationId: ids.conversationId,
    sequence: index + 1,
    parentId: ids.messageIds[index - 1] ?? null,
    role,
    parts,
    status: "complete",
    authorId: role === "user" ? ownerId : null,
    model: model ? { configId: null, provider: "imported", model, name: model } : null,
    usage: null,
    orchestratorContext: null,
    error: null,
    createdAt: at,
  }));
}

function statusFacts(
  { endedAt, expiredAt, lastActivityAt }: SessionRecord,
  status: SessionStatus,
): [string, FeedFact][] {
  const turned = (to: SessionStatus, at: string): [string, FeedFact] => [at, { type: "session.status", status: to }];
  const at = endedAt ?? lastActivityAt;
  if (status === "active") return [];
  if (status === "expired") return [turned("completed", at), turned("expired", expiredAt ?? at)];
  return [turned(status, at)];
}

/** What the record says beside what a session has a place for. */
export function metadataOf(planned: PlannedRecord): SessionRecord["metadata"] {
  const { recordId, metadata, summary } = planned.record;
  const isWhole = hasMemory(planned) && summary?.trim() === sizedSummary(summary ?? "").text;
  const kept: SessionRecord["metadata"] = summary && !isWhole ? { summary } : {};
  return { ...kept, ...metadata, migration: { recordId, digest: planned.digest } };
}

/** The record's, or one made of the first words of its person. */
export function titleOf({ title, messages }: SessionRecord): string | null {
  const first = messages.find(({ role, parts }) => role === "user" && textOf(parts).trim() !== "");
  return title ?? titleFrom(textOf(first?.parts ?? []));
}
