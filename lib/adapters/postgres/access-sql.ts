import type { AgentRole } from "#lib/domain/agent/state.ts";
import { type Access, accessTo } from "#lib/domain/session/access.ts";
import { array, object } from "./read-sql.ts";

/**
 * Who may see what of a session, as SQL; `domain/session/access.ts` says the same of values. Every statement with a
 * viewer has the workspace as $1 and the person as $2. The owner is asked for first: they pay for nothing more.
 */
const PERSON = "$2";

/** Living roles of a person. */
const roles = (person: string): string =>
  `agent_assignments role where role.user_id = ${person} and role.unassigned_at is null`;

/** What is the session's owner's alone. */
export const owned = (session: string): string => `${session}.workspace_id = $1 and ${session}.owner_id = $2`;

/** A session of one's own, or one in which an agent takes part on which one has a role. */
export const visible = (session: string): string => `${session}.workspace_id = $1 and (${session}.owner_id = $2
  or ${session}.deleted_at is null and exists (select 1 from conversations talk, ${roles(PERSON)}
    and talk.session_id = ${session}.id and role.agent_id = talk.agent_id))`;

/** A conversation of a session: all of one's own, and those of agents on which one has a role. */
export const visibleTalk = (session: string, conversation: string, person = PERSON): string =>
  `(${session}.owner_id = ${person} or ${session}.deleted_at is null and exists (
    select 1 from ${roles(person)} and role.agent_id = ${conversation}.agent_id))`;

/** What belongs to a conversation by its id, such as a run or a message. */
export const visibleIn = (session: string, conversationId: string, person = PERSON): string =>
  `(${session}.owner_id = ${person} or ${session}.deleted_at is null and exists (
    select 1 from conversations talk, ${roles(person)} and talk.id = ${conversationId} and role.agent_id = talk.agent_id))`;

/** The session's title; null when it was made from words in a conversation that the person may not see. */
export const titleFor = (session: string, person = PERSON): string =>
  `case when ${session}.title_from is null or ${visibleIn(session, `${session}.title_from`, person)}
    then ${session}.title end`;

/** A question in which the viewer has a say: of their own sessions, and of agents on which they act. */
export const answerable = (session: string, action: string): string =>
  `(${session}.owner_id = $2 or exists (
    select 1 from ${roles(PERSON)} and role.agent_id = ${action}.agent_id and role.role in ('primary', 'shared')))`;

/** A file: all of one's own sessions, one's own uploads, and what messages and drafts that one may see carry. */
export const visibleFile = (session: string, file: string, person = PERSON): string =>
  `(${session}.owner_id = ${person} or ${session}.deleted_at is null and exists (
    select 1 from conversations talk, ${roles(person)} and talk.session_id = ${session}.id and role.agent_id = talk.agent_id
      and (${file}.owner_id = ${person}
        or exists (select 1 from messages said where said.conversation_id = talk.id and (${carries("said", file)}))
        or exists (select 1 from agent_drafts said where said.conversation_id = talk.id and (${carries("said", file)})))))`;

/** A file by itself or in the packet of a hand-off. */
const carries = (said: string, file: string): string =>
  `${said}.parts @> jsonb_build_array(jsonb_build_object('fileId', ${file}.id))
   or ${said}.parts @> jsonb_build_array(jsonb_build_object('packet',
     jsonb_build_object('files', jsonb_build_array(jsonb_build_object('fileId', ${file}.id)))))`;

/** What `toAccess` makes the viewer's access of; for the owner a word is enough. */
export const accessRow = (session: string): string =>
  `case when ${session}.owner_id = $2 then '"owner"'::json else ${object({
    ownerId: `${session}.owner_id`,
    roles: `(select json_object_agg(role.agent_id, role.role) from ${roles(PERSON)} and role.workspace_id = $1)`,
    conversations: array(
      object({ conversationId: "talk.id", agentId: "talk.agent_id" }),
      `from conversations talk where talk.session_id = ${session}.id`,
      "talk.id",
    ),
  })} end`;

export type AccessRow = "owner" | (Parameters<typeof accessTo>[0] & { roles: Record<string, AgentRole> | null });

/** The viewer's access; null when the row is of a session that they may not see. */
export function toAccess(row: AccessRow, userId: string): Access | null {
  return row === "owner" ? { kind: "owner" } : accessTo(row, { userId, roles: row.roles ?? {} });
}
