import { CHARGED, chargeFragment, releaseFragment } from "./budget-statements.ts";
import { type Columns, type Fragment, insert, patch } from "./commit-sql.ts";
import type { TableKey } from "./commit-tables.ts";

type TurnKey = Extract<
  TableKey,
  | "turns"
  | "turnMoves"
  | "failedAttempts"
  | "voidTexts"
  | "messagePatches"
  | "iterations"
  | "toolCallStarts"
  | "toolCallMarks"
  | "toolCallEnds"
  | "modelCalls"
  | "budgetReleases"
  | "budgetCharges"
>;

/** A row of `model_calls`, by the fields of the call. */
export const MODEL_CALL: Columns = {
  source_id: "sourceId uuid",
  iteration: "iteration int",
  attempt: "attempt int",
  source: "source text",
  workspace_id: "workspaceId uuid",
  user_id: "userId uuid",
  agent_slug: "agent text",
  session_id: "sessionId uuid",
  config_id: "configId uuid",
  provider: "provider text",
  model: "model text",
  input_tokens: "inputTokens bigint",
  cached_tokens: "cachedTokens bigint",
  output_tokens: "outputTokens bigint",
  reasoning_tokens: "reasoningTokens bigint",
  cost_micros: "costMicros bigint",
  estimated: "estimated boolean",
  at: "at timestamptz",
  own_model: "ownModel boolean",
};

/** What a turn writes between its acceptance and its end. */
export const TURN_FRAGMENTS: Record<TurnKey, Fragment> = {
  turns: (parameter, guarded) =>
    `insert into turns (id, workspace_id, session_id, conversation_id, agent_id, slug, user_id, user_message_id, llm_config_id, accepted_at,
       executor_id, status, epoch, started_at)
     select r.*, case when r."executorId" is null then 'accepted' else 'running' end, (r."executorId" is not null)::int,
       case when r."executorId" is not null then r.at end
     from jsonb_to_recordset(${parameter}) as r(id uuid, "workspaceId" uuid, "sessionId" uuid, "conversationId" uuid,
       "agentId" uuid, slug text, "userId" uuid, "userMessageId" uuid, "llmConfigId" uuid, at timestamptz, "executorId" text)
     where ${guarded} returning 1`,
  turnMoves: (parameter, guarded) =>
    `update turns t set
       status = case when r.to in ('suspended', 'paused') and t.stop_requested_at is null then r.to
         when r.to in ('suspended', 'paused') or t.status in ('suspended', 'paused') then 'accepted' else t.status end,
       segment = t.segment + (t.status in ('suspended', 'paused')
         or r.to in ('suspended', 'paused') and t.stop_requested_at is not null)::int,
       stop_requested_at = case when r.to = 'stopped' then coalesce(t.stop_requested_at, r.at) else t.stop_requested_at end,
       pause = nullif(r.pause, 'null')
     from jsonb_to_recordset(${parameter}) as r("turnId" uuid, "conversationId" uuid, "to" text, pause jsonb, at timestamptz)
     where (t.id = r."turnId" or t.conversation_id = r."conversationId")
       and t.status in ('accepted', 'running', 'suspended', 'paused') and ${guarded} returning 1`,
  failedAttempts: (parameter, guarded) =>
    `update turns t set epoch = r.epoch, receipts = t.receipts || r.receipt
     from jsonb_to_recordset(${parameter}) as r("turnId" uuid, epoch int, receipt jsonb)
     where t.id = r."turnId" and ${guarded} returning 1`,
  voidTexts: (parameter, guarded) =>
    `delete from deltas d
     where d.turn_id = any(array(select r."turnId" from jsonb_to_recordset(${parameter}) as r("turnId" uuid)))
       and ${guarded} returning 1`,
  messagePatches: patch("messages", {
    status: "status text",
    parts: "parts jsonb",
    model: "model jsonb",
    usage: "usage jsonb",
    orchestrator_context: "orchestratorContext jsonb",
  }),
  iterations: insert(
    "turn_iterations",
    {
      turn_id: "turnId uuid",
      n: "n int",
      epoch: "epoch int",
      parts: "parts jsonb",
      usage: "usage jsonb",
      carried: "carried jsonb",
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
  toolCallMarks: (parameter, guarded) =>
    `update tool_calls t set state = r.state, epoch = r.epoch
     from jsonb_to_recordset(${parameter}) as r("turnId" uuid, iteration int, index int, state text, epoch int)
     where t.turn_id = r."turnId" and t.iteration = r.iteration and t.index = r.index
       and t.state in ('running', 'waiting') and ${guarded} returning 1`,
  toolCallEnds: (parameter, guarded) =>
    `update tool_calls t set state = r.state, output = nullif(r.output, 'null'), error = nullif(r.error, 'null'), ended_at = r."endedAt",
       parts = coalesce(r.parts, '[]'), ends_turn = coalesce(r."endsTurn", false)
     from jsonb_to_recordset(${parameter}) as r("turnId" uuid, iteration int, index int, state text, output jsonb, error jsonb,
       "endedAt" timestamptz, parts jsonb, "endsTurn" boolean)
     where t.turn_id = r."turnId" and t.iteration = r.iteration and t.index = r.index
       and t.state in ('running', 'waiting') and ${guarded}
     returning 1`,
  modelCalls: insert("model_calls", MODEL_CALL, "on conflict do nothing", CHARGED),
  budgetReleases: (parameter, guarded) =>
    releaseFragment(`select (j->>'sourceId')::uuid from jsonb_array_elements(${parameter}) j`, guarded),
  /** By the two before it. */
  budgetCharges: (parameter) =>
    chargeFragment("w_budgetReleases", "w_modelCalls", `jsonb_array_length(${parameter}) > 0`),
};
