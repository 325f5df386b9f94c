import type pg from "pg";
import type {
  ExportedAgent,
  ExportedFile,
  ExportedSession,
  PersonalData,
  PersonalList,
} from "#lib/application/ports/personal-data.ts";
import type { Viewer } from "#lib/application/ports/reads.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { MESSAGE, type MessageRow, toMessage } from "./message-row.ts";
import { array, iso, object, readAll, readOne, type Statement, seenBy, statement } from "./read-sql.ts";
import { createWorkspaceData } from "./workspace-data.ts";

const SESSIONS = 50;
const MESSAGES = 200;
const FILES = 500;

/** $1 workspace and $2 person in all of these. */
const PROFILE = statement(
  "export_profile",
  object({
    userId: "u.id",
    name: "u.name",
    email: "u.email",
    createdAt: iso("u.created_at"),
    workspace: "json_build_object('id', w.id, 'name', w.name)",
    role: "m.role",
    memberSince: iso("m.created_at"),
    identities: array(
      object({ issuer: "i.issuer", email: "i.email", createdAt: iso("i.created_at") }),
      "from identities i where i.user_id = u.id",
      "i.created_at",
    ),
  }),
  `from users u join memberships m on m.user_id = u.id and m.workspace_id = $1 join workspaces w on w.id = $1
   where u.id = $2`,
);

const LISTS: Record<PersonalList, Statement> = {
  "api-keys": statement(
    "export_api_keys",
    object({
      ...{ id: "k.id", name: "k.name", hint: "k.hint", scopes: "k.scopes", createdAt: iso("k.created_at") },
      ...{ expiresAt: iso("k.expires_at"), lastUsedAt: iso("k.last_used_at"), revokedAt: iso("k.revoked_at") },
    }),
    "from api_keys k where k.workspace_id = $1 and k.user_id = $2 order by k.created_at, k.id",
  ),
  models: statement(
    "export_models",
    object({
      ...{ id: "c.id", name: "c.name", provider: "c.provider", model: "c.model", baseUrl: "c.base_url" },
      ...{ keyHint: "c.key_hint", isDefault: "c.is_default", createdAt: iso("c.created_at") },
    }),
    "from llm_configs c where c.workspace_id = $1 and c.owner_id = $2 order by c.position, c.id",
  ),
  "sign-ins": statement(
    "export_sign_ins",
    object({
      ...{ userAgent: "s.user_agent", createdAt: iso("s.created_at"), expiresAt: iso("s.expires_at") },
      revokedAt: iso("s.revoked_at"),
    }),
    "from auth_sessions s where s.user_id = $2 and (s.workspace_id = $1 or s.workspace_id is null) order by s.created_at",
  ),
  drafts: statement(
    "export_drafts",
    object({
      ...{ id: "d.id", agentId: "d.agent_id", sessionId: "d.session_id", kind: "d.kind", parts: "d.parts" },
      ...{ response: "d.response", status: "d.status", reason: "d.reason", createdAt: iso("d.created_at") },
    }),
    "from agent_drafts d where d.workspace_id = $1 and d.author_id = $2 order by d.created_at, d.id",
  ),
  roles: statement(
    "export_roles",
    object({
      ...{ agentId: "a.agent_id", role: "a.role", assignedAt: iso("a.assigned_at") },
      unassignedAt: iso("a.unassigned_at"),
    }),
    "from agent_assignments a where a.workspace_id = $1 and a.user_id = $2 order by a.assigned_at, a.agent_id",
  ),
  usage: statement(
    "export_usage",
    object({
      ...{ day: "u.day", agent: "u.agent_slug", provider: "u.provider", model: "u.model", calls: "u.calls" },
      ...{ inputTokens: "u.input", outputTokens: "u.output", costMicros: "u.cost" },
    }),
    `from (select to_char(c.at at time zone 'UTC', 'YYYY-MM-DD') as day, c.agent_slug, c.provider, c.model, count(*) as calls,
        sum(c.input_tokens) as input, sum(c.output_tokens) as output, sum(c.cost_micros) as cost
      from model_calls c where c.workspace_id = $1 and c.user_id = $2 group by 1, 2, 3, 4) u order by u.day, u.agent_slug, u.model`,
  ),
};

const STEPS = array(
  object({
    ...{ name: "p.name", label: "p.label", status: "p.status", service: "p.service", output: "p.output" },
    ...{ error: "p.error", startedAt: iso("p.started_at"), endedAt: iso("p.ended_at") },
  }),
  "from workflow_steps p where p.run_id = r.id",
  "p.position",
);

const SESSION = object({
  ...{ id: "s.id", title: "s.title", subject: "s.subject", status: "s.status", stateless: "s.hidden" },
  ...{ metadata: "s.metadata", orchestratorContext: "s.orchestrator_context", results: "s.results" },
  ...{ createdAt: iso("s.created_at"), lastActivityAt: iso("s.last_activity_at"), deletedAt: iso("s.deleted_at") },
  ...{ completedAt: iso("s.completed_at"), expiresAt: iso("s.expires_at") },
  conversations: array(
    object({ id: "c.id", slug: "c.slug", agentId: "c.agent_id", agentName: "a.name", settings: "c.settings" }),
    "from conversations c join agents a on a.id = c.agent_id where c.session_id = s.id",
    "c.created_at, c.id",
  ),
  runs: array(
    object({
      ...{ id: "r.id", type: "r.type", status: "r.status", params: "r.params", result: "r.result", error: "r.error" },
      ...{ createdAt: iso("r.created_at"), endedAt: iso("r.ended_at"), steps: STEPS },
    }),
    "from workflow_runs r where r.session_id = s.id",
    "r.created_at, r.id",
  ),
  stateEntries: array(
    object({
      ...{ key: "e.key", stateData: "e.data", orchestratorMetadata: "e.orchestrator_metadata" },
      ...{ metadata: "e.metadata", storedAt: iso("e.stored_at"), expiresAt: iso("e.expires_at") },
    }),
    "from state_entries e where e.session_id = s.id",
    "e.key",
  ),
});

const after = (table: string): string =>
  `($3::timestamptz is null or (${table}.created_at, ${table}.id) > ($3, $4::uuid)) order by ${table}.created_at, ${table}.id`;

const SESSION_PAGE = statement(
  "export_sessions",
  SESSION,
  `from sessions s where s.workspace_id = $1 and s.owner_id = $2 and ${after("s")} limit ${SESSIONS}`,
);

const MESSAGE_PAGE = statement(
  "export_messages",
  MESSAGE,
  `from messages m where m.conversation_id = $1 and m.sequence > $2 order by m.sequence limit ${MESSAGES}`,
);

const ELSEWHERE_PAGE = statement(
  "export_messages_elsewhere",
  MESSAGE,
  `from messages m join sessions s on s.id = m.session_id
   where s.workspace_id = $1 and s.owner_id <> $2 and m.author_id = $2 and ${after("m")} limit ${MESSAGES}`,
);

const AGENT_PAGE = statement(
  "export_agents",
  object({
    ...{ id: "a.id", slug: "a.slug", name: "a.name", status: "a.status", preferences: "a.preferences" },
    ...{ systemPromptOverride: "a.system_prompt_override", assignments: "a.assignments" },
    ...{ totalSessions: "a.total_sessions", totalInteractions: "a.total_interactions" },
    ...{ createdAt: iso("a.created_at"), archivedAt: iso("a.archived_at"), archiveReason: "a.archive_reason" },
    memories: array(
      object({ sessionId: "y.session_id", text: "y.text", source: "y.source", createdAt: iso("y.created_at") }),
      "from agent_memories y where y.agent_id = a.id and y.text is not null",
      "y.created_at, y.id",
    ),
  }),
  `from agents a where a.workspace_id = $1 and a.owner_id = $2 and ${after("a")} limit ${SESSIONS}`,
);

const FILE_PAGE = statement(
  "export_files",
  object({
    ...{ id: "f.id", sessionId: "f.session_id", name: "f.name", mediaType: "f.media_type", size: "f.size" },
    ...{ sha256: "f.sha256", createdAt: iso("f.created_at") },
  }),
  `from files f where f.workspace_id = $1 and f.owner_id = $2 and ${after("f")} limit ${FILES}`,
);

type Place = { id: string; createdAt: string } | undefined;
const place = (last: Place) => [last?.createdAt ?? null, last?.id ?? null];

/** What a person takes along of a workspace, read a page at a time. */
export function createPersonalData(pool: pg.Pool): PersonalData {
  const page = <Item>(sql: Statement, viewer: Viewer, last: Place): Promise<Item[]> =>
    readAll<Item>(pool, sql, [...seenBy(viewer), ...place(last)]);
  return {
    profile: (viewer) => readOne<JsonObject>(pool, PROFILE, seenBy(viewer)),
    list: (viewer, list) => readAll<JsonObject>(pool, LISTS[list], seenBy(viewer)),
    sessions: (viewer, last) => page<ExportedSession>(SESSION_PAGE, viewer, last),
    messages: async (conversationId, afterSequence) =>
      (await readAll<MessageRow>(pool, MESSAGE_PAGE, [conversationId, afterSequence])).map(toMessage),
    agents: (viewer, last) => page<ExportedAgent>(AGENT_PAGE, viewer, last as Place),
    files: (viewer, last) => page<ExportedFile>(FILE_PAGE, viewer, last),
    messagesElsewhere: async (viewer, last) => (await page<MessageRow>(ELSEWHERE_PAGE, viewer, last)).map(toMessage),
    ...createWorkspaceData(pool),
  };
}
