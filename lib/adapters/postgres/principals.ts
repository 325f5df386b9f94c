import type { Pool } from "pg";
import type { Accounts, KeyPrincipal, SessionPrincipal } from "#lib/application/ports/accounts.ts";
import { createHotRead } from "./hot-read.ts";
import { isId, object, statement } from "./read-sql.ts";

/** While an account or a workspace waits to be deleted, everybody only reads. */
const ROLE = "case when w.delete_at is null and u.delete_at is null then m.role else 'viewer' end";

/**
 * Who stands behind a credential: the one query that every request pays. $1 names the credential, $2 is now.
 * A person without a membership of the wanted workspace acts in the first one that they have.
 */
const SESSION = statement(
  "session_principal",
  object({
    authSessionId: "s.id",
    userId: "s.user_id",
    workspaceId: "m.workspace_id",
    role: ROLE,
    isNoted: "coalesce(s.last_used_at >= $2 - interval '1 minute', false)",
  }),
  `from auth_sessions s
   join users u on u.id = s.user_id and u.suspended_at is null
   join lateral (
     select workspace_id, role from memberships where user_id = s.user_id and suspended_at is null
     order by (workspace_id is not distinct from s.workspace_id) desc, created_at, workspace_id limit 1
   ) m on true
   join workspaces w on w.id = m.workspace_id
   where s.id = $1 and s.revoked_at is null and s.expires_at > $2`,
);

/**
 * A key belongs to a membership of one workspace, and ends with it: whoever comes back later makes a new one. Two clocks
 * may have told the time, so a second makes no difference.
 */
const KEY = statement(
  "key_principal",
  object({
    keyId: "k.id",
    userId: "k.user_id",
    workspaceId: "k.workspace_id",
    role: ROLE,
    scopes: "k.scopes",
    isNoted: "coalesce(k.last_used_at >= $2 - interval '1 minute', false)",
  }),
  `from api_keys k
   join users u on u.id = k.user_id and u.suspended_at is null and u.delete_at is null
   join workspaces w on w.id = k.workspace_id
   join memberships m on m.workspace_id = k.workspace_id and m.user_id = k.user_id and m.suspended_at is null
     and m.created_at <= k.created_at + interval '1 second'
   where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`,
);

/** The last use is noted once a minute. */
const noteUse = (table: "api_keys" | "auth_sessions") => ({
  name: `${table}_used`,
  text: `update ${table} set last_used_at = $2
    where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`,
});
const NOTE_KEY = noteUse("api_keys");
const NOTE_SESSION = noteUse("auth_sessions");

/** $1 credentials in use as JSON, $2 now. A sign-in that has gone on in another workspace is over in this one. */
const ENDED = {
  name: "credentials_ended",
  text: `with used as (
      select * from jsonb_to_recordset($1::jsonb) as c(kind text, id uuid, "workspaceId" uuid)),
    good as (
      select u.id, s.user_id, u."workspaceId", 
          s.workspace_id <> u."workspaceId" and exists (select 1 from memberships m
            where m.workspace_id = s.workspace_id and m.user_id = s.user_id and m.suspended_at is null) as moved
        from used u join auth_sessions s on s.id = u.id
        where u.kind = 'authSession' and s.revoked_at is null and s.expires_at > $2
      union all
      select u.id, k.user_id, u."workspaceId", false from used u join api_keys k on k.id = u.id
        where u.kind = 'apiKey' and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2))
    select id from used where id not in (
      select g.id from good g join users p on p.id = g.user_id and p.suspended_at is null and p.delete_at is null
        join memberships m on m.user_id = g.user_id and m.workspace_id = g."workspaceId" and m.suspended_at is null
      where g.moved is not true)`,
};

export function createPrincipals(pool: Pool): Pick<Accounts, "sessionPrincipal" | "keyPrincipal" | "endedCredentials"> {
  const session = createHotRead<SessionPrincipal & { isNoted: boolean }>(pool, SESSION, ["uuid", "timestamptz"]);
  const key = createHotRead<KeyPrincipal & { isNoted: boolean }>(pool, KEY, ["text", "timestamptz"]);
  return {
    async sessionPrincipal(authSessionId, at) {
      const found = isId(authSessionId) ? await session([authSessionId, at]) : null;
      if (!found) return null;
      const { isNoted, ...principal } = found;
      if (!isNoted) await pool.query({ ...NOTE_SESSION, values: [authSessionId, at] });
      return principal;
    },
    async keyPrincipal(hash, at) {
      const found = await key([hash, at]);
      if (!found) return null;
      const { isNoted, ...principal } = found;
      if (!isNoted) await pool.query({ ...NOTE_KEY, values: [principal.keyId, at] });
      return principal;
    },
    async endedCredentials(credentials, at) {
      if (credentials.length === 0) return [];
      const { rows } = await pool.query<{ id: string }>({ ...ENDED, values: [JSON.stringify(credentials), at] });
      return rows.map(({ id }) => id);
    },
  };
}
