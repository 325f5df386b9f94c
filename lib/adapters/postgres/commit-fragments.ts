import { AGENT_PROJECTIONS, type AgentProjection, mapProjections } from "./agent-projections.ts";
import { type Columns, type Fragment, insert, patch, upsert } from "./commit-sql.ts";
import type { TableKey } from "./commit-tables.ts";

const STEP: Columns = {
  run_id: "runId uuid",
  position: "position int",
  name: "name text",
  label: "label text",
  status: "status text",
  attempts: "attempts int",
  service: "service text",
  contribution: "contribution text",
  output: "output jsonb",
  error: "error jsonb",
  started_at: "startedAt timestamptz",
  ended_at: "endedAt timestamptz",
};

/** A projected row is whole: it takes the place of the one that is there. */
const projected = ({ table, key, columns }: AgentProjection): Fragment =>
  upsert(
    table,
    key.join(", "),
    columns,
    Object.keys(columns).filter((column) => !key.includes(column)),
  );

/** One query per table; a field that may be absent has its default after `=`. */
export const FRAGMENTS: Record<TableKey, Fragment> = {
  newSessions: insert("sessions", {
    id: "id uuid",
    workspace_id: "workspaceId uuid",
    owner_id: "ownerId uuid",
    title: "title text",
    hidden: "hidden boolean",
    metadata: "metadata jsonb = '{}'",
    created_at: "at timestamptz",
    updated_at: "at timestamptz",
    last_activity_at: "at timestamptz",
  }),
  sessions: patch(
    "sessions",
    {
      title: "title text",
      subject: "subject text",
      status: "status text",
      results: "results jsonb",
      completed_at: "completedAt timestamptz",
      expires_at: "expiresAt timestamptz",
      deleted_at: "deletedAt timestamptz",
    },
    ["updated_at = (j->>'at')::timestamptz", "last_activity_at = (j->>'at')::timestamptz"],
  ),
  ...mapProjections((key) => projected(AGENT_PROJECTIONS[key])),
  agentEvents: insert("agent_events", {
    agent_id: "agentId uuid",
    version: "version int",
    id: "id uuid",
    type: "type text",
    data: "data jsonb",
    time: "time timestamptz",
    actor: "actor text",
    correlation_id: "correlationId text",
    causation_id: "causationId text",
    workspace_id: "workspaceId uuid",
  }),
  conversations: (parameter, guarded) =>
    `insert into conversations as c (id, session_id, agent_id, slug, message_count, last_message_at, created_at, settings)
     select r.id, r."sessionId", r."agentId", r.slug, r."newMessages", case when r."newMessages" > 0 then r.at end, r.at, r.settings
     from jsonb_to_recordset(${parameter}) as r(id uuid, "sessionId" uuid, "agentId" uuid, slug text, "newMessages" int,
       at timestamptz, settings jsonb)
     where ${guarded} on conflict (id) do update set message_count = c.message_count + excluded.message_count,
       last_message_at = coalesce(excluded.last_message_at, c.last_message_at),
       settings = coalesce(excluded.settings, c.settings) returning 1`,
  messages: insert("messages", {
    id: "id uuid",
    conversation_id: "conversationId uuid",
    session_id: "sessionId uuid",
    sequence: "sequence int",
    parent_id: "parentId uuid",
    role: "role text",
    parts: "parts jsonb",
    status: "status text",
    author_id: "authorId uuid",
    model: "model jsonb",
    usage: "usage jsonb",
    orchestrator_context: "orchestratorContext jsonb",
    error: "error jsonb",
    created_at: "createdAt timestamptz",
  }),
  turns: (parameter, guarded) =>
    `insert into turns (id, workspace_id, session_id, conversation_id, agent_id, slug, user_id, user_message_id, llm_config_id, accepted_at, status)
     select r.*, 'accepted' from jsonb_to_recordset(${parameter}) as r(id uuid, "workspaceId" uuid, "sessionId" uuid, "conversationId" uuid,
       "agentId" uuid, slug text, "userId" uuid, "userMessageId" uuid, "llmConfigId" uuid, at timestamptz)
     where ${guarded} returning 1`,
  iterations: insert(
    "turn_iterations",
    {
      turn_id: "turnId uuid",
      n: "n int",
      epoch: "epoch int",
      parts: "parts jsonb",
      usage: "usage jsonb",
      created_at: "at timestamptz",
    },
    "on conflict do nothing",
  ),
  toolCallStarts: insert(
    "tool_calls",
    {
      turn_id: "turnId uuid",
      iteration: "iteration int",
      index: "index int",
      tool_call_id: "toolCallId text",
      tool: "tool text",
      input: "input jsonb",
      state: "state text = 'running'",
      epoch: "epoch int",
      started_at: "startedAt timestamptz",
    },
    "on conflict do nothing",
  ),
  toolCallEnds: (parameter, guarded) =>
    `update tool_calls t set state = r.state, output = nullif(r.output, 'null'), error = nullif(r.error, 'null'), ended_at = r."endedAt",
       parts = coalesce(r.parts, '[]'), ends_turn = coalesce(r."endsTurn", false)
     from jsonb_to_recordset(${parameter}) as r("turnId" uuid, iteration int, index int, state text, output jsonb, error jsonb,
       "endedAt" timestamptz, parts jsonb, "endsTurn" boolean)
     where t.turn_id = r."turnId" and t.iteration = r.iteration and t.index = r.index and t.state = 'running' and ${guarded}
     returning 1`,
  tallies: insert(
    "probe_tallies",
    { workspace_id: "workspaceId uuid", key: "key text", count: "count int = 1" },
    "on conflict (workspace_id, key) do update set count = probe_tallies.count + 1",
  ),
  newRuns: insert("workflow_runs", {
    id: "id uuid",
    workspace_id: "workspaceId uuid",
    session_id: "sessionId uuid",
    conversation_id: "conversationId uuid",
    user_id: "userId uuid",
    type: "type text",
    orchestrator: "orchestrator text",
    status: "status text",
    progress: "progress int",
    current_step: "currentStep text",
    params: "params jsonb",
    started_by_slug: "startedBySlug text",
    created_at: "createdAt timestamptz",
  }),
  runs: patch(
    "workflow_runs",
    {
      status: "status text",
      progress: "progress int",
      current_step: "currentStep text",
      result: "result jsonb",
      error: "error jsonb",
      started_at: "startedAt timestamptz",
      ended_at: "endedAt timestamptz",
    },
    [
      `(segment, cancel_requested_at) = (select t.segment + 1, null where j ? 'nextSegment' union all
         select t.segment, t.cancel_requested_at where not j ? 'nextSegment')`,
    ],
  ),
  steps: upsert("workflow_steps", "run_id, name", STEP, [
    "status",
    "attempts",
    "service",
    "contribution",
    "output",
    "error",
    "started_at",
    "ended_at",
  ]),
  stateEntries: upsert(
    "state_entries",
    "session_id, key",
    {
      id: "stateId uuid",
      session_id: "sessionId uuid",
      key: "key text",
      data: "stateData jsonb",
      orchestrator_metadata: "orchestratorMetadata jsonb",
      metadata: "metadata jsonb = '{}'",
      stored_at: "storedAt timestamptz",
      expires_at: "expiresAt timestamptz",
    },
    ["data", "orchestrator_metadata", "metadata", "stored_at", "expires_at"],
  ),
  files: insert("files", {
    id: "fileId uuid",
    workspace_id: "workspaceId uuid",
    session_id: "sessionId uuid",
    owner_id: "ownerId uuid",
    name: "name text",
    media_type: "mediaType text",
    file_type: "fileType text",
    size: "size bigint",
    sha256: "sha256 text",
    created_at: "createdAt timestamptz",
  }),
  newDrafts: insert("agent_drafts", {
    id: "draftId uuid",
    agent_id: "agentId uuid",
    workspace_id: "workspaceId uuid",
    session_id: "sessionId uuid",
    conversation_id: "conversationId uuid",
    author_id: "authorId uuid",
    kind: "kind text",
    parts: "parts jsonb",
    llm_config_id: "llmConfigId uuid",
    created_at: "at timestamptz",
  }),
  drafts: patch("agent_drafts", {
    status: "status text",
    decided_by: "decidedBy uuid",
    reason: "reason text",
    decided_at: "decidedAt timestamptz",
  }),
  memories: upsert(
    "agent_memories",
    "agent_id, session_id",
    {
      id: "id uuid",
      agent_id: "agentId uuid",
      workspace_id: "workspaceId uuid",
      session_id: "sessionId uuid",
      kind: "kind text",
      text: "text text",
      source: "source text",
      tokens: "tokens int",
      executor_id: "executorId text",
      created_at: "at timestamptz",
    },
    ["id", "text", "source", "tokens", "executor_id", "created_at"],
  ),
};
