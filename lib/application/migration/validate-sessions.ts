import type { SessionStatus } from "#lib/domain/session/feed.ts";
import type { MigrationReads, StoredSession } from "../ports/migration.ts";
import { compareSession, hasGoneOn, itemText } from "./compare-session.ts";
import { findOwners } from "./find-owners.ts";
import { digestOf, idsOf, sessionIdOf } from "./ids.ts";
import { definitionOf, type Importer, unknownType } from "./importer.ts";
import { messagesOf, ONE_AT_A_TIME, type PlannedRecord } from "./plan-session.ts";
import { type NumberedRecord, nameOfUser } from "./record.ts";

export interface Validator extends Omit<Importer, "store"> {
  reads: MigrationReads;
}

/** What one side says of a session. */
export interface Side {
  user: string;
  status: SessionStatus;
  slug: string;
  /** Whether its agent counts it as active: in the database, by the fold of the agent's log. */
  isActive: boolean;
  messages: number;
  /** One text per message, for the digest. */
  items: string[];
}

export interface Checked {
  line: number;
  recordId: string;
  differences: string[];
  file: Side | null;
  database: Side | null;
  /** Someone has gone on in it since: its beginning was compared. */
  goneOn: boolean;
}

/** Compares a batch of records with what lies in the workspace. Reads only. */
export async function validateSessions({
  ctx,
  input,
}: {
  ctx: Validator;
  input: { records: readonly NumberedRecord[] };
}): Promise<Checked[]> {
  const { workspaceId, digests, reads } = ctx;
  const ids = input.records.map(({ record }) => sessionIdOf(digests, workspaceId, record.recordId));
  const users = input.records.map(({ record }) => record.user);
  const finder = { ...ctx, store: { people: reads.people, addPeople: async () => {} } };
  const [owners, sessions] = await Promise.all([findOwners(finder, users, false), reads.stored(ids)]);
  const stored = new Map(sessions.map((session) => [session.id, session]));
  const isActiveIn = await openAgents(reads, sessions);
  return input.records.map((numbered, index): Checked => {
    const { line, record } = numbered;
    const { recordId } = record;
    const none = { line, recordId, file: null, database: null, goneOn: false };
    const definition = definitionOf(ctx.catalog, record.sessionType);
    if (!definition) return { ...none, differences: [unknownType(ctx.catalog, record.sessionType)] };
    const owner = owners[index];
    const sessionId = ids[index] ?? "";
    const there = stored.get(sessionId);
    const planned: PlannedRecord = {
      record,
      workspaceId,
      definition,
      ids: idsOf(digests, sessionId, record),
      ownerId: owner && "id" in owner ? owner.id : "",
      digest: digestOf(digests, record),
      status: there ? expectedStatus(record.status, definition.maxConcurrentSessions, there) : record.status,
    };
    const file = fileSide(planned);
    const refusal = owner && "refusal" in owner ? [owner.refusal] : [];
    if (!there) return { ...none, file, differences: [...refusal, "is not in the workspace"] };
    const isActive = isActiveIn(there);
    const goneOn = hasGoneOn(planned, there);
    const folded = goneOn || isActive === file.isActive ? [] : ["the agent's log and its part in the session disagree"];
    return {
      line,
      recordId,
      file,
      database: databaseSide(planned, there, isActive),
      goneOn,
      differences: [...refusal, ...compareSession(planned, there), ...folded],
    };
  });
}

/** An active session of an agent that works on one at a time may have been stopped by the import. */
function expectedStatus(status: SessionStatus, limit: number | null, stored: StoredSession): SessionStatus {
  const stopped = stored.agentParts.some(({ reason }) => reason === ONE_AT_A_TIME);
  return status === "active" && limit !== null && stopped ? "stopped" : status;
}

/** Whether a session's agent, folded from its log, takes an active part in it. */
async function openAgents(
  reads: MigrationReads,
  sessions: readonly StoredSession[],
): Promise<(session: StoredSession) => boolean> {
  const agentIds = new Set(sessions.flatMap((one) => one.conversations.map(({ agentId }) => agentId)));
  const agents = new Map(await Promise.all([...agentIds].map(async (id) => [id, await reads.agent(id)] as const)));
  return ({ id, conversations }) =>
    conversations.some(({ agentId }) => {
      const state = agents.get(agentId)?.state;
      return state !== undefined && state.status !== "absent" && state.activeSessions.has(id);
    });
}

const fileSide = (planned: PlannedRecord): Side => ({
  user: nameOfUser(planned.record.user),
  status: planned.status,
  slug: planned.definition.slug,
  isActive: planned.status === "active",
  messages: planned.record.messages.length,
  items: messagesOf(planned).map(itemText),
});

function databaseSide({ ids, record }: PlannedRecord, stored: StoredSession, isActive: boolean): Side {
  const own = stored.messages.filter((one) => one.conversationId === ids.conversationId);
  return {
    user: stored.ownerId,
    status: stored.status,
    slug: stored.conversations.find((one) => one.id === ids.conversationId)?.slug ?? "none",
    isActive,
    messages: Math.min(own.length, record.messages.length),
    items: own.slice(0, record.messages.length).map(itemText),
  };
}
