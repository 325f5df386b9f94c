import { DomainError, type ErrorCode } from "#lib/domain/errors.ts";

/** What a broken unique rule means to the one who wrote. */
const BROKEN_RULES: Record<string, [ErrorCode, string]> = {
  agent_events_pkey: ["version_conflict", "The agent has changed in the meantime."],
  agents_pkey: ["version_conflict", "The agent has changed in the meantime."],
  agents_living: ["version_conflict", "The agent was made in the meantime."],
  conversations_session_id_slug_key: ["version_conflict", "The conversation was begun in the meantime."],
  messages_conversation_id_sequence_key: ["version_conflict", "The conversation has gone on in the meantime."],
  messages_pkey: ["already_exists", "A message with this id exists."],
  sessions_pkey: ["already_exists", "A session with this id exists."],
  workflow_runs_pkey: ["already_exists", "A run with this id exists."],
  turns_pkey: ["already_exists", "A turn with this id exists."],
  agent_drafts_pkey: ["already_exists", "A draft with this id exists."],
  files_pkey: ["already_exists", "A file with this id exists."],
  turns_one_per_conversation: [
    "turn_in_progress",
    "The agent is still answering in this conversation. Wait for it or stop it first.",
  ],
  workflow_runs_one_active: [
    "workflow_already_active",
    "A workflow of this type already runs in this session. Wait for it or cancel it first.",
  ],
};

/** Sessions and what is in them can be deleted for good at any moment. */
const OF_SESSION = /_(session|conversation)_id_fkey$/;

type DatabaseError = { code?: string; constraint?: string };

/** Rethrows a violation as the rule it breaks; a deadlock is a conflict like any other. */
export function translateDatabaseError(error: unknown): never {
  const { code, constraint } = error as DatabaseError;
  const rule = code === "23505" && constraint ? BROKEN_RULES[constraint] : undefined;
  if (code === "23503" && constraint && OF_SESSION.test(constraint))
    throw new DomainError("not_found", "There is no such session.");
  if (rule) throw new DomainError(rule[0], rule[1]);
  if (code === "40P01" || code === "40001")
    throw new DomainError("version_conflict", "Two writers met. Nothing was written.");
  throw error;
}
