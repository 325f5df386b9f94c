import type { AuditEntry } from "#lib/application/ports/audit.ts";
import type { Deletions } from "#lib/application/ports/deletions.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { writeAudit } from "./audit-log.ts";

/** A long session takes its time. */
const TIMEOUT_MS = 120_000;

/**
 * A session that was put away, with everything that says what was said in it. Agents' logs stay, but for the words of
 * questions and answers; a snapshot may hold those too, and is made again.
 */
export function eraseSession(
  prisma: PrismaClient,
  sessionId: string,
  audit: AuditEntry,
): ReturnType<Deletions["eraseSession"]> {
  return prisma.$transaction(
    async (tx) => {
      const [session] = await tx.$queryRaw<{ deleted: boolean }[]>`
        select deleted_at is not null as deleted from sessions where id = ${sessionId}::uuid for update`;
      if (!session) return "gone";
      if (!session.deleted) return "restored";
      await tx.$executeRaw`
        delete from agent_snapshots where agent_id in (
          select agent_id from agent_sessions where session_id = ${sessionId}::uuid)`;
      await tx.$executeRaw`
        update agent_events set data = case type
          when 'agent.client.response.received.v1' then data || '{"response": null}'
          else jsonb_set(data, '{clientAction}', data->'clientAction' || '{"prompt": "Deleted", "schema": {}}') end
        where agent_id in (select agent_id from agent_sessions where session_id = ${sessionId}::uuid)
          and data->>'sessionId' = ${sessionId}
          and type in ('agent.client.response.received.v1', 'agent.client.action.requested.v1')`;
      await tx.$executeRaw`
        delete from deltas where turn_id in (select id from turns where session_id = ${sessionId}::uuid)`;
      await tx.$executeRaw`delete from idempotency_keys where response->>'id' = ${sessionId}`;
      await tx.$executeRaw`delete from sessions where id = ${sessionId}::uuid`;
      await writeAudit(tx, audit);
      return "erased";
    },
    { timeout: TIMEOUT_MS },
  );
}
