import type { JsonObject } from "#lib/domain/json.ts";
import type { SessionStatus } from "#lib/domain/session/feed.ts";
import type { MessagePart, MessageRole } from "#lib/domain/session/parts.ts";

/** A session of an old system in our words. Times are ISO 8601 in UTC with milliseconds. */
export interface SessionRecord {
  recordId: string;
  user: RecordUser;
  /** As the old system writes it; the registry says which agent it means. */
  sessionType: string;
  status: SessionStatus;
  title: string | null;
  summary: string | null;
  /** Why it was stopped. */
  reason: string | null;
  createdAt: string;
  updatedAt: string;
  lastActivityAt: string;
  /** When it was completed or stopped; null while it is active. */
  endedAt: string | null;
  /** Of an expired one: when it expired, after it was completed. */
  expiredAt: string | null;
  metadata: JsonObject;
  messages: RecordMessage[];
  /** Items of the file: a tool's result is one of its own there, and part of the call's message here. */
  items: number;
}

/** The address decides; without one the id does. */
export interface RecordUser {
  email: string | null;
  id: string | null;
  name: string | null;
}

export interface RecordMessage {
  role: MessageRole;
  parts: MessagePart[];
  model: string | null;
  at: string;
}

/** A record with its line in the file, from 1. */
export interface NumberedRecord {
  line: number;
  record: SessionRecord;
}

/** A person as a report names them. */
export const nameOfUser = ({ email, id }: RecordUser): string => email ?? id ?? "";
