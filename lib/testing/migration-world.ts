import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Command } from "#lib/server/commands/command.ts";
import { migrateSessions } from "#lib/server/commands/migrate-sessions.ts";
import { validateMigration } from "#lib/server/commands/validate-migration.ts";
import { parseEnv } from "#lib/server/env.ts";
import { createTestDatabase } from "./database.ts";

/** What the database holds of an import; ids and times of the import itself differ from run to run. */
const CONTENT = {
  sessions: "select * from sessions order by id",
  heads: "select * from session_heads order by session_id",
  feed: "select session_id, sequence, at, type, conversation_id, data #- '{conversation,agentId}' as data from session_feed order by 1, 2",
  conversations:
    "select id, session_id, slug, message_count, last_message_at, created_at from conversations order by id",
  messages: "select * from messages order by id",
  agents: `select owner_id, slug, agent_type, status, total_sessions, total_interactions, successful_completions, version,
    created_at, updated_at, last_interaction_at from agents order by owner_id, slug`,
  events: `select a.owner_id, a.slug, e.version, e.type, e.data, e.time, e.actor from agent_events e
    join agents a on a.id = e.agent_id order by 1, 2, 3`,
  parts: `select session_id, conversation_id, session_type, status, started_at, ended_at, reason, summary
    from agent_sessions order by 1`,
  memories: "select id, session_id, text, source, created_at from agent_memories order by id",
};

/** A workspace with people, files of old sessions, and the commands as an operator runs them. */
export async function createMigrationWorld() {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "throughline-migration-"));
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  const workspaceId = randomUUID();
  await pool.query("insert into workspaces (id, name) values ($1, 'Old friends')", [workspaceId]);

  const member = async (name: string): Promise<string> => {
    const id = randomUUID();
    await pool.query("insert into users (id, email, name, password_hash) values ($1, $2, $3, '')", [
      id,
      `${name.toLowerCase()}@example.org`,
      name,
    ]);
    await pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'member')", [
      workspaceId,
      id,
    ]);
    return id;
  };

  const command =
    (one: Command) =>
    async (...args: string[]) => {
      const lines: string[] = [];
      const env = parseEnv({});
      const host = { env, home: folder, secrets: {} as never, databaseUrl: database.url };
      const code = await one.run(args, { ...host, print: (line) => lines.push(line) });
      return { code, lines, text: lines.join("\n") };
    };

  return {
    url: database.url,
    pool,
    workspaceId,
    member,
    migrate: command(migrateSessions),
    validate: command(validateMigration),
    /** Writes records, or lines as they are, into a file. */
    async file(...lines: (object | string | Buffer)[]): Promise<string> {
      const path = join(folder, `${randomUUID()}.jsonl`);
      const bytes = lines.map((line) =>
        Buffer.isBuffer(line) ? line : Buffer.from(`${typeof line === "string" ? line : JSON.stringify(line)}\n`),
      );
      await writeFile(path, Buffer.concat(bytes));
      return path;
    },
    /** Everything that an import leaves, to be compared with another time. */
    async content(): Promise<Record<string, unknown[]>> {
      const found = await Promise.all(
        Object.entries(CONTENT).map(async ([name, sql]) => [name, (await pool.query(sql)).rows] as const),
      );
      return Object.fromEntries(found);
    },
    async close(): Promise<void> {
      await pool.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type MigrationWorld = Awaited<ReturnType<typeof createMigrationWorld>>;

/** A complete record; times one minute apart. */
export function oldSession(id: string, more: object = {}) {
  const at = (minute: number): string => new Date(Date.UTC(2025, 4, 12, 9, minute)).toISOString();
  return {
    id,
    user: "ada@example.org",
    sessionType: "guide_agent",
    status: "completed",
    createdAt: at(0),
    completedAt: at(5),
    items: [
      { role: "user", text: `Hello from ${id}`, timestamp: at(1) },
      { role: "assistant", text: "Hello!", timestamp: at(2) },
    ],
    ...more,
  };
}
