import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { decideAgent } from "#lib/application/agents/record-events.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { importSessionDoor } from "#lib/server/doors/portable-doors.ts";
import { newId } from "#lib/server/new-id.ts";
import type { DoorsWorld, Person } from "./doors-world.ts";

export const CANARY = "canary-7f3a";

/** Something of everything that a person can have, each with a canary in it that nobody else may ever see. */
export async function own(world: DoorsWorld, owner: Person) {
  const sessionId = await world.session(owner, `${CANARY} session`);
  const conversation = await world.conversation(owner, sessionId, "guide");
  const [asked, turn] = await world.say(
    conversation,
    { parts: [{ type: "text", text: `${CANARY} question` }], authorId: owner.userId },
    { role: "assistant", parts: [{ type: "text", text: `${CANARY} answer` }] },
  );
  const at = world.now();
  const memoryId = newId();
  const draftId = newId();
  await world.store.commit({
    newDrafts: [
      {
        ...{ draftId, sessionId, conversationId: conversation.id, agentId: conversation.agentId, kind: "message" },
        ...{ workspaceId: owner.workspaceId, authorId: owner.userId, llmConfigId: null, answer: null, at: world.now() },
        parts: [{ type: "text", text: `${CANARY} draft` }],
      },
    ],
  });
  await world.store.commit({
    memories: [
      {
        id: memoryId,
        agentId: conversation.agentId,
        workspaceId: owner.workspaceId,
        sessionId,
        kind: "summary",
        text: `${CANARY} memory`,
        source: "rule",
        tokens: 5,
        at,
      },
    ],
  });
  const runId = newId();
  await world.store.commit({
    newRuns: [
      {
        id: runId,
        sessionId,
        conversationId: conversation.id,
        workspaceId: owner.workspaceId,
        userId: owner.userId,
        type: `${CANARY}-workflow`,
        orchestrator: "Test",
        status: "failed",
        progress: 0,
        currentStep: null,
        steps: [],
        params: { canary: CANARY },
        startedBySlug: null,
        result: null,
        error: null,
        createdAt: at,
        startedAt: at,
        endedAt: at,
      },
    ],
    stateEntries: [
      {
        stateId: newId(),
        sessionId,
        key: "canary",
        stateData: CANARY,
        orchestratorMetadata: {
          createdByOrchestrator: null,
          workflowId: null,
          enablingServiceContributions: [],
          delegationChain: [],
        },
        metadata: {},
        storedAt: at,
        expiresAt: null,
      },
    ],
  });
  const clientActionId = await ask(world, owner, { sessionId, conversation });
  const fileId = randomUUID();
  const { size, sha256 } = await world.ports.files.write(fileId, new Blob([`${CANARY} file`]).stream(), 1_000);
  await world.store.commit({
    files: [
      {
        fileId,
        sessionId,
        ownerId: owner.userId,
        workspaceId: owner.workspaceId,
        name: `${CANARY}.txt`,
        size,
        sha256,
        mediaType: "text/plain",
        fileType: "txt",
        createdAt: at,
      },
    ],
  });
  const make = async (path: string, body: unknown) => {
    const response = await world.send("POST", path, { as: owner, body });
    expect(response.status, path).toBe(201);
    return ((await response.json()) as { id: string }).id;
  };
  const llmConfigId = await make("/api/llm-configs", {
    name: `${CANARY} model`,
    provider: "openai-compatible",
    model: "m",
    baseUrl: "https://models.example",
    apiKey: CANARY,
    scope: "user",
  });
  const apiKeyId = await make("/api/api-keys", { name: `${CANARY} key` });
  const invitationId = await make("/api/invitations", { email: `${randomUUID()}@example.com` });
  const budgetId = await make("/api/budgets", {
    ...{ scope: "user", subject: owner.userId, period: "total", limitMicros: 1_000_000 },
  });
  const colleague = await world.person({ workspaceId: owner.workspaceId, role: "member" });
  const { rows } = await world.pool.query("select id from auth_sessions where user_id = $1", [owner.userId]);
  const { rows: identities } = await world.pool.query(
    "insert into identities (issuer, subject, user_id, email) values ('https://id.example', $1, $2, $3) returning id",
    [newId(), owner.userId, `${CANARY}@example.com`],
  );
  await world.pool.query("update auth_sessions set user_agent = $2 where user_id = $1", [owner.userId, CANARY]);
  return {
    ...{ invitationId, userId: colleague.userId, workspace: owner.workspaceId },
    sessionId,
    authSessionId: String(rows[0].id),
    conversationId: conversation.id,
    agentId: conversation.agentId,
    memoryId,
    draftId,
    clientActionId,
    messageId: turn?.id ?? "",
    askedId: asked?.id ?? "",
    turnId: turn?.id ?? "",
    runId,
    key: "canary",
    fileId,
    llmConfigId,
    apiKeyId,
    budgetId,
    identityId: String(identities[0].id),
  };
}

/** A question of the agent's that waits. */
async function ask(
  world: DoorsWorld,
  owner: Person,
  { sessionId, conversation }: { sessionId: string; conversation: { id: string; agentId: string } },
): Promise<string> {
  const [id, turnId, at] = [newId(), newId(), world.now()];
  const loaded = await world.ports.agents.load(conversation.agentId, owner.workspaceId);
  const clientAction = {
    id,
    toolCallId: "asking",
    kind: "confirm",
    prompt: CANARY,
    schema: { type: "boolean" },
  } as const;
  const executionState = {
    ...{ turnId, snapshotMessageIds: [], iteration: 0, toolCallsMade: 0 },
    ...{ pendingToolCallId: "asking", startedAt: at, suspendedAt: at },
  };
  const actor = { kind: "user", userId: owner.userId, authSessionId: newId() } as const;
  const part = { conversationId: conversation.id, sessionType: "guide", maxConcurrentSessions: null };
  const append = decideAgent({ actor, correlationId: "test", now: world.now, newId }, loaded, [
    { type: "start-session", sessionId, ...part, at },
    { type: "suspend", sessionId, clientAction: { ...clientAction, expiresAt: null }, executionState, at },
  ]);
  await world.store.commit({ agents: append ? [append] : [] });
  return id;
}

export type Owned = Awaited<ReturnType<typeof own>>;

/** A door's path with the owner's ids in it. */
export function pathOf(door: Door, owned: Owned, agent: string = owned.agentId): string {
  const ids: Record<string, string> = {
    ...{ "api-keys": owned.apiKeyId, "auth-sessions": owned.authSessionId, budgets: owned.budgetId },
    identities: owned.identityId,
  };
  const id = ids[door.path.split("/")[2] ?? ""] ?? owned.llmConfigId;
  const values: Record<string, string> = {
    ...owned,
    agent,
    id: door.path.includes("/sessions/") ? owned.sessionId : id,
  };
  const query = queries[`${door.method} ${door.path}`]?.(owned) ?? "";
  const path = door.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The test owns nothing to put for {${name}} of ${door.path}.`);
    return encodeURIComponent(value);
  });
  return path + query;
}

/** What a door without a body wants to know beside its path. */
const queries: Record<string, (owned: Owned) => string> = {
  "GET /api/usage": () => "?from=2026-11-01&to=2026-11-30",
  "DELETE /api/agents/{agent}/assignments": ({ runId }) => `?userId=${runId}`,
};

/** A body that is right for each door that takes one, with the owner's ids where it may name others' rows. */
export const bodies: Record<string, (owned: Owned) => unknown> = {
  "POST /api/setup": () => ({ email: "x@example.com", password: "correct horse", name: "X", workspaceName: "X" }),
  "POST /api/sign-up": () => ({ email: `${randomUUID()}@example.com` }),
  "POST /api/workspaces": () => ({ name: "Mine" }),
  "PATCH /api/workspaces/current": () => ({ name: "Test" }),
  "POST /api/workspaces/current/transfer": ({ userId }) => ({ userId, workspaceName: "Test" }),
  "POST /api/workspaces/current/leave": () => ({}),
  "POST /api/workspaces/{workspace}/switch": () => ({}),
  "PATCH /api/members/{userId}": () => ({ role: "viewer" }),
  "POST /api/members/{userId}/suspend": () => ({}),
  "POST /api/members/{userId}/password-reset": () => ({}),
  "POST /api/members/{userId}/restore": () => ({}),
  "POST /api/invitations/batch": () => ({ emails: [`${randomUUID()}@example.com`] }),
  "POST /api/invitations/{invitationId}/renew": () => ({}),
  "POST /api/invitations/accept": () => ({ token: "inv_unknown", name: "X", password: "correct horse" }),
  "POST /api/invitations": () => ({ email: `${randomUUID()}@example.com` }),
  "POST /api/api-keys": () => ({ name: "Mine" }),
  "PATCH /api/api-keys/{id}": () => ({ name: "Taken" }),
  "PATCH /api/me": () => ({ name: "Taken" }),
  "POST /api/me/email": () => ({ email: `${randomUUID()}@example.com` }),
  "POST /api/email-changes/confirm": () => ({ token: "eml_unknown" }),
  "POST /api/password": () => ({ currentPassword: "wrong horse", newPassword: "staple battery" }),
  "POST /api/password-resets": () => ({ email: "nobody@example.com" }),
  "POST /api/password-resets/complete": () => ({ token: "rst_unknown", password: "staple battery" }),
  "POST /api/identities/{id}/unlink": () => ({ password: "correct horse" }),
  "POST /api/second-factor": () => ({}),
  "POST /api/second-factor/confirm": () => ({ code: "000000" }),
  "POST /api/second-factor/recovery-codes": () => ({ code: "000000" }),
  "POST /api/second-factor/disable": () => ({ code: "000000" }),
  "POST /api/sessions": () => ({ title: "Mine" }),
  "POST /api/sessions/import": () => importSessionDoor.example,
  "PATCH /api/sessions/{sessionId}": () => ({ title: "Taken" }),
  "POST /api/sessions/{sessionId}/restore": () => ({}),
  "POST /api/sessions/{sessionId}/complete": () => ({}),
  "POST /api/sessions/{sessionId}/conversations/{agent}/messages": () => ({ text: "Hello" }),
  "POST /api/sessions/{sessionId}/conversations/{agent}/messages/{messageId}/regenerate": () => ({}),
  "POST /api/sessions/{sessionId}/turns/{turnId}/stop": () => ({}),
  "PUT /api/sessions/{sessionId}/state/{key}": () => ({ stateData: "taken" }),
  "POST /api/session": () => ({ session_type: "guide_agent" }),
  "POST /api/session/{sessionId}/respond": () => ({ message: "Hello" }),
  "POST /api/agents/{agent}/respond": ({ clientActionId }) => ({
    ...{ clientActionId, toolCallId: "asking", response: true },
  }),
  "POST /api/agents/{agent}/sessions/current/complete": () => ({}),
  "PATCH /api/agents/{agent}": () => ({ name: "Taken" }),
  "POST /api/agents/{agent}/sessions": ({ sessionId }) => ({ sessionId }),
  "POST /api/agents/{agent}/archive": () => ({ terminateActive: true }),
  "POST /api/agents/{agent}/assignments": ({ runId }) => ({ userId: runId, role: "shared" }),
  "POST /api/agents/{agent}/drafts/{draftId}/approve": () => ({}),
  "POST /api/agents/{agent}/drafts/{draftId}/reject": () => ({}),
  "POST /api/me/deletion": () => ({ password: "correct horse" }),
  "POST /api/workspaces/current/deletion": () => ({ name: "Lab" }),
  "PUT /api/audit/retention": () => ({ months: 12 }),
  "POST /api/llm-configs": () => ({ name: "Mine", provider: "openai", model: "m", apiKey: "sk-mine", scope: "user" }),
  "POST /api/llm-configs/try": () => ({ provider: "nowhere", model: "m" }),
  "POST /api/llm-configs/models": () => ({ provider: "nowhere" }),
  "POST /api/llm-configs/{id}/rotate": () => ({ apiKey: "sk-taken", force: true }),
  "PUT /api/llm-configs/order": ({ llmConfigId }) => ({ scope: "user", ids: [llmConfigId] }),
  "PATCH /api/llm-configs/{id}": () => ({ name: "Taken" }),
  "POST /api/llm-configs/{id}/test": () => ({}),
  "POST /api/secrets/rotation": () => ({}),
  "POST /api/budgets": () => ({ scope: "agent", subject: "luca", period: "day", limitMicros: 1_000_000 }),
  "PATCH /api/budgets/{id}": () => ({ limitMicros: 2_000_000 }),
  "POST /api/chat": ({ sessionId }) => ({
    id: sessionId,
    messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: "Hello" }] }],
  }),
  "POST /api/workflow": ({ sessionId }) => ({ sessionId, workflowType: "content_analysis" }),
  "POST /api/workflows/runs/{runId}/retry": () => ({}),
};
