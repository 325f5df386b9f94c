import type pg from "pg";
import type { Deletions } from "#lib/application/ports/deletions.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { eraseName } from "./erase-name.ts";
import { eraseSession } from "./erase-session.ts";

const FILES = 500;
const SESSIONS = 100;
const ROWS = 5_000;
/** Pages of one table in one pass; the next pass goes on. */
const MOST_PAGES = 100;

const page = (table: string, where: string, limit = ROWS): string =>
  `delete from ${table} where ctid = any (array(select ctid from ${table} where ${where} limit ${limit}))`;

/** Sessions and agents take along what hangs on them. In this order, each until nothing is left. Rows that refer to nothing (an agent's log) go before what they belong to. */
const OF_WORKSPACE = [
  page("sessions", "workspace_id = $1", SESSIONS),
  page("agent_events", "workspace_id = $1"),
  page("agents", "workspace_id = $1"),
  page("agent_assignments", "workspace_id = $1"),
  page("model_calls", "workspace_id = $1"),
];
const OF_PERSON = [
  page("sessions", "owner_id = $1", SESSIONS),
  page("agent_events", "agent_id in (select id from agents where owner_id = $1)"),
  page("agents", "owner_id = $1"),
];

/** The last step of a workspace. A sign-in that was there goes on elsewhere, or waits for another workspace. */
const LEAVE = "update auth_sessions set workspace_id = null where workspace_id = $1";

type Erasure = Pick<Deletions, "erasedFiles" | "forgetFiles" | "eraseSession" | "eraseWorkspace" | "eraseAccount">;

/** Deleting for good, in statements that can each be done again. */
export function createErasure(prisma: PrismaClient, pool: pg.Pool): Erasure {
  /** True when every statement has found nothing more to do. */
  const run = async (statements: readonly string[], id: string): Promise<boolean> => {
    for (const statement of statements) {
      let left = MOST_PAGES;
      while (left > 0 && ((await pool.query(statement, [id])).rowCount ?? 0) > 0) left--;
      if (left === 0) return false;
    }
    return true;
  };

  return {
    async erasedFiles() {
      const { rows } = await pool.query<{ id: string }>(`select id from erased_files limit ${FILES}`);
      return rows.map((row) => row.id);
    },
    async forgetFiles(fileIds) {
      await pool.query("delete from erased_files where id = any($1::uuid[])", [fileIds]);
    },
    eraseSession: (sessionId, audit) => eraseSession(prisma, sessionId, audit),
    async eraseWorkspace(workspaceId) {
      if (!(await run(OF_WORKSPACE, workspaceId))) return false;
      await pool.query(LEAVE, [workspaceId]);
      await pool.query("delete from workspaces where id = $1 and delete_at is not null", [workspaceId]);
      return true;
    },
    async eraseAccount(userId, audit) {
      if (!(await run(OF_PERSON, userId))) return false;
      await eraseName(prisma, userId, audit);
      return true;
    },
  };
}
