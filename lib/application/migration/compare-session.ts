import { type Json, sameJson } from "#lib/domain/json.ts";
import { type Message, type MessagePart, textOf } from "#lib/domain/session/parts.ts";
import type { StoredMessage, StoredSession } from "../ports/migration.ts";
import { feedLength, memoryOf, messagesOf, metadataOf, type PlannedRecord, titleOf } from "./plan-session.ts";

type Item = Pick<Message, "role" | "parts" | "createdAt">;

/** What is compared of an item: role, time, text, tool calls with input and output, and everything else in its parts. */
export const itemText = ({ role, createdAt, parts }: Item): string => canonical([role, createdAt, partsOf(parts)]);

/** In what a stored session is other than its record says, in words; nothing when it is the same. */
export function compareSession(planned: PlannedRecord, stored: StoredSession): string[] {
  const { conversationId } = planned.ids;
  const own = stored.messages.filter((message) => message.conversationId === conversationId);
  return [
    ...(stored.deleted ? ["is deleted"] : []),
    ...differ("owner", planned.ownerId, stored.ownerId),
    ...differ("number of feed entries", stored.feedSequence, stored.feedEntries),
    ...compareItems(planned, own),
    ...(hasGoneOn(planned, stored) ? [] : compareState(planned, stored, own.length)),
  ];
}

/** Someone has written in it or changed it since: then it starts with what the record says. */
export const hasGoneOn = (planned: PlannedRecord, { feedSequence }: StoredSession): boolean =>
  feedSequence > feedLength(planned);

function compareState(planned: PlannedRecord, stored: StoredSession, messages: number): string[] {
  const { record, ids, definition, status } = planned;
  const { endedAt, expiredAt, createdAt, updatedAt, lastActivityAt } = record;
  const conversation = stored.conversations.find((one) => one.id === ids.conversationId);
  const part = stored.agentParts.find((one) => one.agentId === conversation?.agentId);
  const isOver = status !== "active";
  const partStatus = status === "stopped" ? "terminated" : isOver ? "completed" : "active";
  const memory = memoryOf(planned, "")?.text;
  return [
    ...differ("number of feed entries", feedLength(planned), stored.feedSequence),
    ...differ("status", status, stored.status),
    ...differ("title", titleOf(record), stored.title),
    ...differ("created", createdAt, stored.createdAt),
    ...differ("updated", updatedAt, stored.updatedAt),
    ...differ("last activity", lastActivityAt, stored.lastActivityAt),
    ...differ("completed", status === "completed" || status === "expired" ? endedAt : null, stored.completedAt),
    ...differ("expired", expiredAt, stored.expiresAt),
    ...(sameJson(metadataOf(planned), stored.metadata) ? [] : ["metadata differs"]),
    ...differ("agent", definition.slug, conversation?.slug ?? null),
    ...differ("number of messages", planned.record.messages.length, conversation?.messageCount ?? null),
    ...(messages > record.messages.length
      ? [`${messages - record.messages.length} messages more than in the file`]
      : []),
    ...differ("agent's part", partStatus, part?.status ?? null),
    ...differ("agent's part started", createdAt, part?.startedAt ?? null),
    ...differ("agent's part ended", isOver ? (endedAt ?? lastActivityAt) : null, part?.endedAt ?? null),
    ...differ("memory", memory ?? null, stored.memories[0] ?? null),
  ];
}

function compareItems(planned: PlannedRecord, stored: readonly StoredMessage[]): string[] {
  const bySequence = new Map(stored.map((message) => [message.sequence, message]));
  return messagesOf(planned).flatMap((expected) => {
    const where = `message ${expected.sequence}`;
    const found = bySequence.get(expected.sequence);
    if (!found) return [`${where} is missing`];
    return [
      ...differ(`${where}: id`, expected.id, found.id),
      ...differ(`${where}: parent`, expected.parentId, found.parentId),
      ...differ(`${where}: role`, expected.role, found.role),
      ...differ(`${where}: author`, expected.authorId, found.authorId),
      ...differ(`${where}: time`, expected.createdAt, found.createdAt),
      ...differ(`${where}: status`, expected.status, found.status),
      ...compareParts(where, expected.parts, found.parts),
    ];
  });
}

/** Says where texts part, not what they say: a report may be seen by more people than a conversation. */
function compareParts(where: string, expected: MessagePart[], found: MessagePart[]): string[] {
  const [text, other] = [textOf(expected), textOf(found)];
  if (text !== other) {
    let same = 0;
    while (same < text.length && text[same] === other[same]) same++;
    return [`${where}: text differs from character ${same + 1} on (file ${text.length}, database ${other.length})`];
  }
  const calls = (parts: MessagePart[]) => parts.filter((part) => part.type === "tool-call");
  if (!sameJson(partsOf(calls(expected)), partsOf(calls(found)))) return [`${where}: tool calls differ`];
  return sameJson(partsOf(expected), partsOf(found)) ? [] : [`${where}: parts differ`];
}

const partsOf = (parts: readonly MessagePart[]): Json => parts as unknown as Json;

function differ(what: string, expected: string | number | null, found: string | number | null): string[] {
  if (expected === found) return [];
  const show = (value: string | number | null): string => {
    const text = value === null ? "nothing" : String(value);
    return text.length > 40 ? `${text.slice(0, 39)}…` : text;
  };
  return [`${what}: file ${show(expected)}, database ${show(found)}`];
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`;
}
