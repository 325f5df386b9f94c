import type { Pool } from "pg";
import type { Accounts, KeyPrincipal, SessionPrincipal } from "#lib/application/ports/accounts.ts";

/**
 * Who stands behind a credential: the one query that every request pays, so plain SQL, prepared once per connection.
 * A person without a membership of the wanted workspace acts in the first one that they have.
 */
const SESSION_SQL = `
  select s.id as "authSessionId", s.user_id as "userId", m.workspace_id as "workspaceId", m.role
  from auth_sessions s
  join users u on u.id = s.user_id and u.suspended_at is null
  join lateral (
    select workspace_id, role from memberships where user_id = s.user_id
    order by (workspace_id is not distinct from s.workspace_id) desc, created_at, workspace_id limit 1
  ) m on true
  where s.id = $1 and s.revoked_at is null and s.expires_at > $2`;

/** A key belongs to one workspace: without the membership it opens nothing. Its last use is noted once a minute. */
const KEY_SQL = `
  with used as (
    update api_keys set last_used_at = $2
    where hash = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')
  )
  select k.id as "keyId", k.user_id as "userId", k.workspace_id as "workspaceId", m.role, k.scopes
  from api_keys k
  join users u on u.id = k.user_id and u.suspended_at is null
  join memberships m on m.workspace_id = k.workspace_id and m.user_id = k.user_id
  where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`;

export function createPrincipals(pool: Pool): Pick<Accounts, "sessionPrincipal" | "keyPrincipal"> {
  return {
    sessionPrincipal: async (authSessionId, at) => {
      const query = { name: "session-principal", text: SESSION_SQL, values: [authSessionId, at] };
      const { rows } = await pool.query<SessionPrincipal>(query);
      return rows[0] ?? null;
    },
    keyPrincipal: async (hash, at) => {
      const query = { name: "key-principal", text: KEY_SQL, values: [hash, at] };
      const { rows } = await pool.query<KeyPrincipal>(query);
      return rows[0] ?? null;
    },
  };
}
