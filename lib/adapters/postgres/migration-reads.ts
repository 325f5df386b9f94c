import type pg from "pg";
import type { MigrationReads, MigrationStore, StoredSession } from "#lib/application/ports/migration.ts";
import type { AgentReads } from "#lib/application/ports/reads.ts";
import { array, iso, object, readAll, statement } from "./read-sql.ts";

const STORED = statement(
  "migration_stored",
  object({
    id: "s.id",
    ownerId: "s.owner_id",
    title: "s.title",
    status: "s.status",
    deleted: "s.deleted_at is not null",
    createdAt: iso("s.created_at"),
    updatedAt: iso("s.updated_at"),
    lastActivityAt: iso("s.last_activity_at"),
    completedAt: iso("s.completed_at"),
    expiresAt: iso("s.expires_at"),
    metadata: "s.metadata",
    feedSequence: "coalesce((select h.sequence from session_heads h where h.session_id = s.id), 0)",
    feedEntries: "(select count(*) from session_feed f where f.session_id = s.id)",
    conversations: array(
      object({ id: "c.id", slug: "c.slug", agentId: "c.agent_id", messageCount: "c.message_count" }),
      "from conversations c where c.session_id = s.id",
      "c.created_at, c.id",
    ),
    messages: array(
      object({
        id: "m.id",
        conversationId: "m.conversation_id",
        sequence: "m.sequence",
        parentId: "m.parent_id",
        role: "m.role",
        parts: "m.parts",
        status: "m.status",
        authorId: "m.author_id",
        createdAt: iso("m.created_at"),
      }),
      "from conversations c join messages m on m.conversation_id = c.id where c.session_id = s.id",
      "c.created_at, c.id, m.sequence",
    ),
    agentParts: array(
      object({
        agentId: "a.agent_id",
        status: "a.status",
        startedAt: iso("a.started_at"),
        endedAt: iso("a.ended_at"),
        reason: "a.reason",
      }),
      "from agent_sessions a where a.session_id = s.id",
      "a.started_at",
    ),
    memories: array("k.text", "from agent_memories k where k.session_id = s.id and k.text is not null", "k.created_at"),
  }),
  "from sessions s where s.workspace_id = $1 and s.id = any ($2::uuid[])",
);

/** Everything about a batch of sessions in one statement. */
export function createMigrationReads({
  pool,
  store,
  agents,
  workspaceId,
}: {
  pool: pg.Pool;
  store: Pick<MigrationStore, "people">;
  agents: Pick<AgentReads, "load">;
  workspaceId: string;
}): MigrationReads {
  return {
    people: store.people,
    stored: (ids) => readAll<StoredSession>(pool, STORED, [workspaceId, ids]),
    agent: (agentId) => agents.load(agentId, workspaceId),
  };
}
