import type { RecordUser, SessionRecord } from "#lib/application/migration/record.ts";
import type { Json } from "#lib/domain/json.ts";
import type { SessionStatus } from "#lib/domain/session/feed.ts";
import { type Fields, fieldsOf, isObject, refuseUnstorable, unreadable } from "./fields.ts";
import { parseItems } from "./parse-items.ts";
import { parseTime } from "./parse-time.ts";

/** A question that waited in the old system cannot be answered here: the session goes on with the next message. */
const STATUSES: Record<string, SessionStatus> = {
  ...{ active: "active", open: "active", started: "active", running: "active", inprogress: "active" },
  ...{ suspended: "active", paused: "active", waiting: "active" },
  ...{ completed: "completed", complete: "completed", done: "completed", finished: "completed", closed: "completed" },
  ...{ stopped: "stopped", terminated: "stopped", cancelled: "stopped", canceled: "stopped", aborted: "stopped" },
  ...{ expired: "expired", timedout: "expired", timeout: "expired" },
};

const MAX_ID = 200;
const MAX_TITLE = 200;
/** Twice the longest conversation that Throughline is measured with; each item becomes rows, which need memory at once. */
const MAX_ITEMS = 20_000;

/**
 * One line of a file of old sessions. The spellings that it takes are listed in docs/migrating-sessions.md.
 *
 * @throws `validation_failed` with the field and what is wrong with it.
 */
export function parseRecord(line: string): SessionRecord {
  const value = parseJson(line);
  if (!isObject(value)) throw unreadable("the line is not a JSON object");
  refuseUnstorable(value);
  const fields = fieldsOf(value);
  const recordId = required(fields.text("id", "sessionId", "uuid"), "id");
  if (recordId.length > MAX_ID) throw unreadable(`id is longer than ${MAX_ID} characters`);
  const user = parseUser(fields);
  const sessionType = required(
    fields.text("sessionType", "type", "agentType", "agent", "agentSlug", "conversationKey", "slug"),
    "sessionType",
  );
  const status = parseStatus(required(fields.text("status", "state"), "status"));
  const items = itemsOf(fields);

  const time = (...names: string[]): string | null => {
    const found = fields.find(...names);
    return found ? parseTime(found.value, found.name) : null;
  };
  const created = time("createdAt", "created", "startedAt", "started", "startTime", "timestamp");
  const messages = parseItems(items, created);
  const times = messages.map((message) => message.at);
  const createdAt = required(created ?? times[0] ?? null, "createdAt");
  const updated = time("updatedAt", "updated", "lastActivityAt", "lastActivity", "lastInteractionAt", "modifiedAt");
  const ended = time(
    "completedAt",
    "completed",
    "endedAt",
    "ended",
    "stoppedAt",
    "terminatedAt",
    "finishedAt",
    "endTime",
  );
  const latest = [createdAt, ...times].sort().at(-1) ?? createdAt;
  const endedAt = status === "active" ? null : (ended ?? updated ?? latest);
  const expires = time("expiredAt", "expiresAt");
  const expiredAt = status === "expired" ? (expires ?? updated ?? endedAt) : null;
  if (endedAt && endedAt < createdAt) throw backwards(ended ? "completedAt" : "updatedAt", endedAt, createdAt);
  if (expiredAt && expiredAt < createdAt) throw backwards("expiresAt", expiredAt, createdAt);
  const updatedAt = updated ?? [latest, endedAt ?? ""].sort().at(-1) ?? latest;
  return {
    recordId,
    user,
    sessionType,
    status,
    title: cut(fields.text("title", "name")),
    summary: fields.text("summary", "executiveSummary", "conclusion"),
    reason: fields.text("reason", "terminationReason", "stopReason", "endReason"),
    createdAt,
    updatedAt,
    lastActivityAt: [latest, updatedAt].sort().at(-1) ?? latest,
    endedAt,
    expiredAt,
    metadata: parseMetadata(fields),
    messages,
    items: items.length,
  };
}

const backwards = (name: string, at: string, createdAt: string) =>
  unreadable(`${name} ${at} is before createdAt ${createdAt}: a session ends after its beginning`);

function parseJson(line: string): Json {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw unreadable(`the line is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function required(value: string | null, name: string): string {
  if (value === null) throw unreadable(`${name} is missing`);
  return value;
}

function parseStatus(given: string): SessionStatus {
  const name = given.toLowerCase().replace(/[\s_-]/g, "");
  const status = Object.hasOwn(STATUSES, name) ? STATUSES[name] : undefined;
  if (!status) throw unreadable(`status "${given}" is unknown: use active, completed, stopped or expired`);
  return status;
}

/** `user` is an e-mail address, an id, or an object with either. */
function parseUser(fields: Fields): RecordUser {
  const given = fields.find("user", "owner");
  const inner = isObject(given?.value) ? fieldsOf(given.value, `${given.name}.`) : null;
  const named = inner ? null : fields.text("user", "owner");
  const email = inner?.text("email", "mail") ?? fields.text("userEmail", "email", "ownerEmail");
  const id = inner?.text("id", "userId", "uuid") ?? fields.text("userId", "ownerId");
  const name = inner?.text("name", "displayName", "fullName") ?? fields.text("userName", "displayName");
  const address = [email, named, id].find((one) => one?.includes("@")) ?? null;
  if (email && email !== address) throw unreadable(`the user's e-mail address "${email}" has no @`);
  const other = [id, named].find((one) => one && !one.includes("@")) ?? null;
  if (!address && !other) throw unreadable("user is missing");
  return { email: address?.trim().toLowerCase() ?? null, id: other?.trim() ?? null, name };
}

function itemsOf(fields: Fields): Json[] {
  const names = ["items", "messages", "conversation", "conversationHistory", "history", "transcript"];
  const found = fields.find(...names);
  if (!found) throw unreadable("items is missing: an empty session has an empty list");
  const { name, value } = found;
  const list = isObject(value) ? fieldsOf(value).get("items", "messages", "history") : value;
  if (!Array.isArray(list)) throw unreadable(`${name} is not a list`);
  if (list.length > MAX_ITEMS) throw unreadable(`${name} has more than ${MAX_ITEMS} entries`);
  return list;
}

function parseMetadata(fields: Fields): SessionRecord["metadata"] {
  const found = fields.find("metadata", "meta");
  if (!found) return {};
  if (!isObject(found.value)) throw unreadable(`${found.name} is not an object`);
  return found.value;
}

function cut(title: string | null): string | null {
  const letters = [...(title?.replace(/\s+/g, " ").trim() ?? "")];
  return letters.length > MAX_TITLE ? `${letters.slice(0, MAX_TITLE - 1).join("")}…` : letters.join("") || null;
}
