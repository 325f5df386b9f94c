import type pg from "pg";
import type { PersonalData, WorkspaceList } from "#lib/application/ports/personal-data.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { iso, object, readAll, readOne, type Statement, statement } from "./read-sql.ts";

const count = (table: string, rest = ""): string =>
  `(select count(*) from ${table} x where x.workspace_id = w.id ${rest})`;

const WORKSPACE = statement(
  "export_workspace",
  object({
    ...{ id: "w.id", name: "w.name", createdAt: iso("w.created_at"), auditMonths: "w.audit_months" },
    counts: object({
      members: count("memberships"),
      sessions: count("sessions", "and not x.hidden and x.deleted_at is null"),
      messages:
        "(select coalesce(sum(c.message_count), 0) from conversations c join sessions s on s.id = c.session_id where s.workspace_id = w.id)",
      agents: count("agents"),
      workflowRuns: count("workflow_runs"),
      files: count("files"),
      fileBytes: "(select coalesce(sum(f.size), 0) from files f where f.workspace_id = w.id)",
      auditEntries: count("audit_log"),
    }),
  }),
  "from workspaces w where w.id = $1",
);

const of = (table: string, person: string): string =>
  `(select count(*) from ${table} x where x.workspace_id = $1 and x.${person} = u.id)`;

const LISTS: Record<WorkspaceList, Statement> = {
  members: statement(
    "export_workspace_members",
    object({
      ...{ userId: "u.id", name: "u.name", email: "u.email", role: "m.role", joinedAt: iso("m.created_at") },
      ...{ sessions: of("sessions", "owner_id"), agents: of("agents", "owner_id"), files: of("files", "owner_id") },
    }),
    "from memberships m join users u on u.id = m.user_id where m.workspace_id = $1 order by m.created_at, u.id",
  ),
  invitations: statement(
    "export_workspace_invitations",
    object({
      ...{ email: "i.email", role: "i.role", invitedBy: "i.invited_by", createdAt: iso("i.created_at") },
      ...{ expiresAt: iso("i.expires_at"), acceptedAt: iso("i.accepted_at") },
    }),
    "from invitations i where i.workspace_id = $1 order by i.created_at, i.id",
  ),
  models: statement(
    "export_workspace_models",
    object({
      ...{ id: "c.id", name: "c.name", provider: "c.provider", model: "c.model", baseUrl: "c.base_url" },
      ...{ keyHint: "c.key_hint", isDefault: "c.is_default", createdAt: iso("c.created_at") },
    }),
    "from llm_configs c where c.workspace_id = $1 and c.owner_id is null order by c.position, c.id",
  ),
  "api-keys": statement(
    "export_workspace_api_keys",
    object({
      ...{ id: "k.id", userId: "k.user_id", name: "k.name", hint: "k.hint", scopes: "k.scopes" },
      ...{ createdAt: iso("k.created_at"), expiresAt: iso("k.expires_at"), lastUsedAt: iso("k.last_used_at") },
      revokedAt: iso("k.revoked_at"),
    }),
    "from api_keys k where k.workspace_id = $1 order by k.created_at, k.id",
  ),
  agents: statement(
    "export_workspace_agents",
    object({
      ...{ id: "a.id", slug: "a.slug", ownerId: "a.owner_id", status: "a.status", assignments: "a.assignments" },
      ...{ totalSessions: "a.total_sessions", createdAt: iso("a.created_at"), archivedAt: iso("a.archived_at") },
    }),
    "from agents a where a.workspace_id = $1 order by a.created_at, a.id",
  ),
  budgets: statement(
    "export_workspace_budgets",
    object({
      ...{ scope: "b.scope", subject: "b.subject", period: "b.period", limitMicros: "b.limit_micros" },
      ...{ spentMicros: "b.spent_micros", periodStart: iso("b.period_start"), createdAt: iso("b.created_at") },
    }),
    "from budgets b where b.workspace_id = $1 order by b.created_at, b.id",
  ),
  usage: statement(
    "export_workspace_usage",
    object({
      ...{ day: "u.day", provider: "u.provider", model: "u.model", calls: "u.calls", inputTokens: "u.input" },
      ...{ outputTokens: "u.output", costMicros: "u.cost" },
    }),
    `from (select to_char(c.at at time zone 'UTC', 'YYYY-MM-DD') as day, c.provider, c.model, count(*) as calls,
        sum(c.input_tokens) as input, sum(c.output_tokens) as output, sum(c.cost_micros) as cost
      from model_calls c where c.workspace_id = $1 group by 1, 2, 3) u order by u.day, u.provider, u.model`,
  ),
};

/** What an owner takes along of the workspace: who and how much, never what somebody has said. */
export function createWorkspaceData(pool: pg.Pool): Pick<PersonalData, "workspace" | "workspaceList"> {
  return {
    workspace: (workspaceId) => readOne<JsonObject>(pool, WORKSPACE, [workspaceId]),
    workspaceList: (workspaceId, list) => readAll<JsonObject>(pool, LISTS[list], [workspaceId]),
  };
}
