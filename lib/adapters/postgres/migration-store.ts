import type pg from "pg";
import type { LivingAgent, MigrationStore, Person } from "#lib/application/ports/migration.ts";
import type { AgentReads } from "#lib/application/ports/reads.ts";
import type { AgentAppend, Store } from "#lib/application/ports/store.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { isSnapshotDue, SAVE_SNAPSHOT, snapshotOf } from "./agent-snapshots.ts";
import { isId } from "./read-sql.ts";

const PEOPLE = `
  select u.id, lower(u.email) as email, m.user_id is not null as "isMember"
  from users u left join memberships m on m.user_id = u.id and m.workspace_id = $1
  where lower(u.email) = any ($2::text[]) or u.id = any ($3::uuid[])`;

/** An empty password hash opens nothing, and says that the account waits for its person's invitation. */
const ADD_PEOPLE = `
  with added as (
    insert into users (id, email, name, password_hash, created_at, suspended_at)
    select r.id, r.email, r.name, '', r.at, r.at
    from jsonb_to_recordset($2::jsonb) as r(id uuid, email text, name text, at timestamptz)
    on conflict do nothing returning id, created_at)
  insert into memberships (workspace_id, user_id, role, created_at)
  select $1, id, 'member', created_at from added`;

const DIGESTS = "select id, metadata->'migration'->>'digest' as digest from sessions where id = any ($1::uuid[])";

const LIVING = `
  select a.id, a.owner_id as "ownerId", a.slug, a.version
  from unnest($2::uuid[], $3::text[]) w(owner_id, slug)
  join agents a on a.workspace_id = $1 and a.owner_id = w.owner_id and a.slug = w.slug and a.status = 'active'`;

const ANALYZE = `analyze sessions, session_heads, session_feed, conversations, messages, agents, agent_events,
  agent_sessions, agent_memories`;

/** Agents of the last batches: a file that is sorted by time comes back to them, batch after batch. */
const KEPT_AGENTS = 2_000;

/** `snapshotAt`: the version of the latest snapshot, or one that was too young for a new one. */
type Kept = LivingAgent & { snapshotAt: number };
type LivingRow = { id: string; ownerId: string; slug: string; version: number };

/** Old sessions come in through the same statement as everything else; look-ups are one statement a batch. */
export function createMigrationStore({
  pool,
  store,
  agents,
  workspaceId,
}: {
  pool: pg.Pool;
  store: Store;
  agents: Pick<AgentReads, "load">;
  workspaceId: string;
}): MigrationStore {
  const kept = new Map<string, Kept>();
  const keep = (agent: Kept): Kept => {
    const { id } = agent.state;
    kept.delete(id);
    kept.set(id, agent);
    const oldest = kept.keys().next();
    if (kept.size > KEPT_AGENTS && !oldest.done) kept.delete(oldest.value);
    return agent;
  };

  const open = async ({ id, ownerId, slug, version }: LivingRow): Promise<Kept> => {
    const known = kept.get(id);
    if (known?.version === version) return keep(known);
    const loaded = await agents.load(id, workspaceId);
    return keep({ ...loaded, ownerId, slug, snapshotAt: loaded.version });
  };

  const grow = async ({ agentId, state, expectedVersion, events }: AgentAppend): Promise<void> => {
    const { ownerId, slug } = state;
    const version = expectedVersion + events.length;
    const grown = keep({ ownerId, slug, state, version, snapshotAt: kept.get(agentId)?.snapshotAt ?? expectedVersion });
    if (!isSnapshotDue({ ...grown, snapshotVersion: grown.snapshotAt })) return;
    await pool.query(SAVE_SNAPSHOT, [agentId, version, snapshotOf(state)]);
    grown.snapshotAt = version;
  };

  return {
    people: async ({ emails, ids }) => {
      const { rows } = await pool.query<Person>(PEOPLE, [workspaceId, emails, ids.filter(isId)]);
      return rows;
    },
    addPeople: async (people) => {
      await pool.query(ADD_PEOPLE, [workspaceId, JSON.stringify(people)]);
    },
    digests: async (ids) => {
      const { rows } = await pool.query<{ id: string; digest: string | null }>(DIGESTS, [ids]);
      return new Map(rows.map(({ id, digest }) => [id, digest]));
    },
    agents: async (wanted) => {
      const values = [workspaceId, wanted.map((one) => one.ownerId), wanted.map((one) => one.slug)];
      const { rows } = await pool.query<LivingRow>(LIVING, values);
      return Promise.all(rows.map(open));
    },
    commit: async (changes) => {
      await store.commit(changes).catch(translate);
      await Promise.all((changes.agents ?? []).map(grow));
    },
    finish: async () => {
      await pool.query(ANALYZE);
    },
  };
}

/** What a type or a limit of PostgreSQL refuses is the data's fault. */
function translate(error: unknown): never {
  const { code, message } = error as { code?: string; message?: string };
  if (code?.startsWith("22") || code?.startsWith("54"))
    throw new DomainError("validation_failed", `PostgreSQL refuses what it holds: ${message}`);
  throw error;
}
