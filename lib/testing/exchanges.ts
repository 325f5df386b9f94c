import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Secret, TOTP } from "otpauth";
import type { Given, OperationsHouse } from "./operations-house.ts";

type Exchange = (house: OperationsHouse) => Given | Promise<Given>;

const nothing: Exchange = () => ({});
const inSession: Exchange = async ({ session }) => ({ path: { sessionId: await session() } });
const agent =
  (slug: string): Exchange =>
  () => ({ path: { agent: slug } });
/** What only a person does who has signed in. */
const inBrowser: Exchange = async ({ cookieOf }) => ({ cookie: await cookieOf("ada@example.com") });
/** An agent that has been used. */
const used: Exchange = async ({ part }) => ({ path: { agent: (await part("luca")).agentId } });
const inRun: Exchange = async ({ run }) => ({ path: { runId: (await run()).runId } });
const onDraft: Exchange = async ({ draft }) => {
  const { agentId, draftId } = await draft();
  return { path: { agent: agentId, draftId } };
};
const onMember: Exchange = async ({ member }) => ({ path: { userId: (await member()).userId } });
/** In the owner's browser, where an API key will not do. */
const asOwner =
  (body: () => object | Promise<object>): Exchange =>
  async ({ ownerCookie }) => ({ cookie: await ownerCookie(), body: await body() });
/** A code of the owner's app, so many steps from now: no code is taken twice. It is good for a while yet. */
async function codeOf(steps: number): Promise<string> {
  const left = STEP_MS - (Date.now() % STEP_MS);
  if (left < 5_000) await delay(left);
  return TOTP.generate({ secret: Secret.fromBase32(appSecret), timestamp: Date.now() + steps * STEP_MS });
}
const STEP_MS = 30_000;
let appSecret = "";
const password = "correct horse";

/** A budget of an agent that nobody else asks for. */
const ofBudget: Exchange = async ({ call }) => {
  const period = ["day", "month", "total"][made++ % 3];
  const subject = ["luca", "content-liaison", "tutor", "evaluator"][Math.floor(made / 3) % 4];
  return { path: { id: (await call("POST", "/api/budgets", { scope: "agent", subject, period, limitMicros: 5 })).id } };
};
let made = 0;
const ofConfig: Exchange = async ({ config }) => ({ path: { id: await config() } });

const today = new Date().toISOString().slice(0, 10);
const THIS_MONTH = { from: `${today.slice(0, 8)}01`, to: today };

/**
 * A request for every operation that succeeds on a real server, each with what it needs made for it. Where there is
 * no body, the example of the document is sent.
 */
export const exchanges: Record<string, Exchange> = {
  "GET /api/sessions": () => ({ query: { limit: "5" } }),
  "POST /api/sessions": nothing,
  "GET /api/sessions/{sessionId}": async ({ say }) => ({ path: { sessionId: (await say("stream 2")).sessionId } }),
  "PATCH /api/sessions/{sessionId}": inSession,
  "DELETE /api/sessions/{sessionId}": inSession,
  "GET /api/sessions/{sessionId}/export": async ({ say }) => ({
    path: { sessionId: (await say("stream 2")).sessionId },
    query: { format: "markdown" },
  }),
  "POST /api/sessions/import": nothing,
  "POST /api/sessions/{sessionId}/restore": async ({ session, call }) => {
    const sessionId = await session();
    await call("DELETE", `/api/sessions/${sessionId}`);
    return { path: { sessionId } };
  },
  "POST /api/sessions/{sessionId}/complete": inSession,
  "GET /api/sessions/{sessionId}/view": async ({ question, call }) => {
    const { agentId } = await question();
    const { sessionId } = await call<{ sessionId: string }>("GET", `/api/agents/${agentId}/sessions/current`);
    return { path: { sessionId } };
  },
  "GET /api/sessions/{sessionId}/conversations/{agent}": async ({ say }) => ({
    path: { sessionId: (await say(`stream 2\ntally ${randomUUID()}`)).sessionId, agent: "probe" },
  }),
  "GET /api/sessions/{sessionId}/state": async ({ session, call }) => {
    const sessionId = await session();
    await call("PUT", `/api/sessions/${sessionId}/state/rows`, { stateData: [1, 2] });
    return { path: { sessionId } };
  },
  "GET /api/sessions/{sessionId}/state/{key}": async ({ session, call }) => {
    const sessionId = await session();
    await call("PUT", `/api/sessions/${sessionId}/state/rows`, { stateData: { n: 1 }, ttl: 60 });
    return { path: { sessionId, key: "rows" } };
  },
  "PUT /api/sessions/{sessionId}/state/{key}": async ({ session }) => ({
    path: { sessionId: await session(), key: "rows" },
  }),
  "POST /api/sessions/{sessionId}/conversations/{agent}/messages": async ({ session }) => ({
    path: { sessionId: await session(), agent: "guide" },
  }),
  "POST /api/sessions/{sessionId}/conversations/{agent}/messages/{messageId}/regenerate": async ({ say }) => {
    const { sessionId, turnId } = await say("stream 2");
    return { path: { sessionId, agent: "probe", messageId: turnId } };
  },
  "POST /api/session": nothing,
  "GET /api/session/{sessionId}": async ({ say }) => ({ path: { sessionId: (await say("stream 2")).sessionId } }),
  "POST /api/session/{sessionId}/respond": async ({ say }) => ({
    path: { sessionId: (await say("stream 2")).sessionId },
    body: { message: "stream 2" },
  }),
  "DELETE /api/session/{sessionId}": async ({ say }) => ({ path: { sessionId: (await say("stream 2")).sessionId } }),
  "GET /api/session/{sessionId}/stream": async ({ say }) => ({
    path: { sessionId: (await say("stream 2")).sessionId },
  }),
  "POST /api/sessions/{sessionId}/turns/{turnId}/stop": async ({ say }) => {
    const { sessionId, turnId } = await say("sleep 30000", false);
    return { path: { sessionId, turnId } };
  },
  "POST /api/agents/{agent}/respond": async ({ question }) => {
    const { id, toolCallId, agentId } = await question();
    return { path: { agent: agentId }, body: { clientActionId: id, toolCallId, response: true } };
  },
  "GET /api/agents": async ({ part }) => {
    await part("luca");
    return {};
  },
  "GET /api/agents/registry": nothing,
  "GET /api/agents/registry/routes": nothing,
  "GET /api/agents/{agent}": async ({ question }) => ({ path: { agent: (await question()).agentId } }),
  "PATCH /api/agents/{agent}": agent("guide"),
  "GET /api/agents/{agent}/events": used,
  "POST /api/agents/{agent}/sessions": agent("guide"),
  "GET /api/agents/{agent}/sessions/current": async ({ question }) => ({ path: { agent: (await question()).agentId } }),
  "DELETE /api/agents/{agent}/sessions/current": used,
  "POST /api/agents/{agent}/sessions/current/complete": async ({ part }) => {
    const { agentId, sessionId } = await part("content-liaison");
    return { path: { agent: agentId }, query: { sessionId } };
  },
  "GET /api/agents/{agent}/history": async ({ question, part, call }) => {
    const { agentId } = await question();
    const { sessionId } = await part("probe");
    await call("DELETE", `/api/agents/probe/sessions/current?sessionId=${sessionId}`);
    return { path: { agent: agentId } };
  },
  "POST /api/agents/{agent}/archive": used,
  "GET /api/agents/probe/tally/{key}": () => ({ path: { key: "none" } }),
  "GET /api/agents/{agent}/memories": async ({ memory }) => ({ path: { agent: (await memory()).agentId } }),
  "DELETE /api/agents/{agent}/memories": used,
  "DELETE /api/agents/{agent}/memories/{memoryId}": async ({ memory }) => {
    const { agentId, memoryId } = await memory();
    return { path: { agent: agentId, memoryId } };
  },
  "GET /api/agents/{agent}/assignments": used,
  "POST /api/agents/{agent}/assignments": async ({ part, member }) => ({
    path: { agent: (await part("luca")).agentId },
    body: { userId: (await member()).userId, role: "observer" },
  }),
  "DELETE /api/agents/{agent}/assignments": async ({ part, member, call }) => {
    const [{ agentId }, { userId }] = [await part("luca"), await member()];
    await call("POST", `/api/agents/${agentId}/assignments`, { userId, role: "shared" });
    return { path: { agent: agentId }, query: { userId } };
  },
  "GET /api/agents/{agent}/drafts": async ({ draft }) => ({ path: { agent: (await draft()).agentId } }),
  "POST /api/agents/{agent}/drafts/{draftId}/approve": onDraft,
  "POST /api/agents/{agent}/drafts/{draftId}/reject": onDraft,
  "GET /api/inbox": async ({ question, draft }) => {
    await question();
    await draft();
    return {};
  },
  "GET /api/sessions/{sessionId}/events": inSession,
  "GET /api/events": nothing,
  "GET /api/agents/{agent}/stream": used,
  "POST /api/chat": () => ({
    body: {
      id: randomUUID(),
      agent: "probe",
      messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: "stream 2" }] }],
    },
  }),
  "GET /api/chat/{sessionId}/stream": async ({ say }) => ({
    path: { sessionId: (await say("stream 2\nsleep 30000", false)).sessionId },
  }),
  "GET /api/connections/stats": nothing,
  "GET /api/circuits": nothing,
  "GET /api/secrets/rotation": nothing,
  "POST /api/secrets/rotation": nothing,
  "GET /api/workflows": nothing,
  "POST /api/workflow": async ({ file }) => {
    const { sessionId, fileId } = await file();
    return { body: { sessionId, workflowType: "content_analysis", params: { fileIds: [fileId] } } };
  },
  "GET /api/workflows/runs": async ({ cancelledRun }) => {
    await cancelledRun();
    return {};
  },
  "GET /api/workflows/runs/{runId}": inRun,
  "DELETE /api/workflows/runs/{runId}": inRun,
  "POST /api/workflows/runs/{runId}/retry": async ({ cancelledRun }) => ({ path: { runId: await cancelledRun() } }),
  "POST /api/files": async ({ form }) => ({ body: await form() }),
  "GET /api/files/{fileId}": async ({ file }) => ({ path: { fileId: (await file()).fileId } }),
  "GET /api/llm-configs": async ({ config }) => {
    await config();
    return {};
  },
  "POST /api/llm-configs": nothing,
  "POST /api/llm-configs/try": nothing,
  "POST /api/llm-configs/models": nothing,
  "GET /api/llm-configs/resolver-stats": nothing,
  "PUT /api/llm-configs/order": async ({ call, config }) => {
    await config();
    const { items } = await call<{ items: { id: string; scope: string }[] }>("GET", "/api/llm-configs");
    const own = items.filter((one) => one.scope === "user");
    return { body: { scope: "user", ids: own.map(({ id }) => id) } };
  },
  "PATCH /api/llm-configs/{id}": ofConfig,
  "DELETE /api/llm-configs/{id}": ofConfig,
  "POST /api/llm-configs/{id}/test": ofConfig,
  "POST /api/sign-up": () => ({ body: { email: `${randomUUID()}@example.com` } }),
  "GET /api/invitations": async ({ invitation }) => {
    await invitation();
    return {};
  },
  "POST /api/invitations/batch": () => ({ body: { emails: [`${randomUUID()}@example.com`] } }),
  "POST /api/invitations/{invitationId}/renew": async ({ invitation }) => ({
    path: { invitationId: (await invitation()).id },
  }),
  "DELETE /api/invitations/{invitationId}": async ({ invitation }) => ({
    path: { invitationId: (await invitation()).id },
  }),
  "PATCH /api/members/{userId}": onMember,
  "DELETE /api/members/{userId}": onMember,
  "POST /api/members/{userId}/suspend": onMember,
  "POST /api/members/{userId}/password-reset": async ({ member, cookieOf }) => ({
    path: { userId: (await member()).userId },
    cookie: await cookieOf("ada@example.com"),
  }),
  "POST /api/members/{userId}/restore": async ({ member, call }) => {
    const { userId } = await member();
    await call("POST", `/api/members/${userId}/suspend`, {});
    return { path: { userId } };
  },
  "GET /api/workspaces": nothing,
  "POST /api/workspaces": async ({ cookieOf, member }) => ({ cookie: await cookieOf((await member()).email) }),
  "GET /api/workspaces/current": nothing,
  "PATCH /api/workspaces/current": nothing,
  "POST /api/workspaces/current/transfer": async ({ ownerElsewhere }) => {
    const { cookie, colleague, name } = await ownerElsewhere();
    return { cookie, body: { userId: colleague, workspaceName: name } };
  },
  "POST /api/workspaces/current/leave": async ({ cookieOf, member }) => ({
    cookie: await cookieOf((await member()).email),
  }),
  "POST /api/workspaces/{workspace}/switch": async ({ ownerElsewhere, send }) => {
    const { cookie } = await ownerElsewhere();
    const made = await send({
      ...{ method: "POST", template: "/api/workspaces", headers: { cookie } },
      body: { name: "Further" },
    });
    return { cookie, path: { workspace: ((await made.json()) as { id: string }).id } };
  },
  "POST /api/llm-configs/{id}/rotate": async ({ call }) => ({
    path: {
      id: (
        await call("POST", "/api/llm-configs", {
          ...{ name: "Gateway", provider: "openai-compatible", model: "m", baseUrl: "https://models.example/v1" },
          ...{ apiKey: "sk-old-secret", scope: "user" },
        })
      ).id,
    },
  }),
  "GET /api/usage": async ({ say }) => {
    await say("stream 2");
    return { query: { ...THIS_MONTH, by: "day", split: "agent" } };
  },
  "GET /api/usage/export": () => ({ query: THIS_MONTH }),
  "GET /api/budgets": async ({ call }) => {
    const { items } = await call<{ items: { id: string }[] }>("GET", "/api/budgets");
    for (const { id } of items) await call("DELETE", `/api/budgets/${id}`);
    await call("POST", "/api/budgets", { scope: "agent", subject: "guide", period: "day", limitMicros: 1_000_000 });
    return {};
  },
  "POST /api/budgets": async ({ call }) => {
    const { items } = await call<{ items: { id: string; scope: string }[] }>("GET", "/api/budgets");
    for (const { id } of items.filter(({ scope }) => scope === "workspace")) await call("DELETE", `/api/budgets/${id}`);
    return {};
  },
  "PATCH /api/budgets/{id}": ofBudget,
  "DELETE /api/budgets/{id}": ofBudget,
  "POST /api/invitations/accept": async ({ invitation }) => ({
    body: { token: (await invitation()).token, name: "Grace", password: "correct horse" },
  }),
  "POST /api/invitations": nothing,
  "GET /api/me": nothing,
  "GET /api/members": nothing,
  "GET /api/api-keys": nothing,
  "POST /api/api-keys": nothing,
  "PATCH /api/api-keys/{id}": async ({ call }) => ({
    path: { id: (await call("POST", "/api/api-keys", { name: "Nightly" })).id },
  }),
  "DELETE /api/api-keys/{id}": async ({ call }) => ({
    path: { id: (await call("POST", "/api/api-keys", { name: "Short-lived" })).id },
  }),
  "GET /api/me/export": async ({ file, say, cookieOf }) => {
    await file();
    await say("stream 2");
    return { cookie: await cookieOf("ada@example.com") };
  },
  "GET /api/workspaces/current/export": inBrowser,
  "PATCH /api/me": nothing,
  "POST /api/me/email": asOwner(() => ({ email: `${randomUUID()}@example.com`, password })),
  "GET /api/security": nothing,
  "POST /api/password": asOwner(() => ({ currentPassword: password, newPassword: password })),
  "POST /api/password-resets": () => ({ body: { email: "nobody@example.com" } }),
  "POST /api/password-resets/complete": async ({ resetToken }) => ({
    body: { token: await resetToken(), password: "staple battery" },
  }),
  "GET /api/auth-sessions": nothing,
  "DELETE /api/auth-sessions": async ({ authSession }) => {
    await authSession();
    return {};
  },
  "DELETE /api/auth-sessions/{id}": async ({ authSession }) => ({ path: { id: await authSession() } }),
  "POST /api/identities/{id}/unlink": async ({ identity, ownerCookie }) => ({
    cookie: await ownerCookie(),
    path: { id: await identity() },
    body: { password },
  }),
  "POST /api/second-factor": asOwner(() => ({ password })),
  "POST /api/second-factor/confirm": async ({ call, send, ownerCookie }) => {
    const cookie = await ownerCookie();
    const { secondFactor } = await call<{ secondFactor: object | null }>("GET", "/api/security");
    if (!secondFactor) {
      const started = await send({ method: "POST", template: "/api/second-factor", body: { password }, cookie });
      appSecret = ((await started.json()) as { secret: string }).secret;
    }
    return { cookie, body: { code: await codeOf(-1) } };
  },
  "POST /api/second-factor/recovery-codes": asOwner(async () => ({ password, code: await codeOf(0) })),
  "POST /api/second-factor/disable": asOwner(async () => ({ password, code: await codeOf(1) })),
  "POST /api/email-changes/confirm": async ({ emailToken }) => ({ body: { token: await emailToken() } }),
  "GET /api/me/deletion": nothing,
  "POST /api/me/deletion": async ({ cookieOf, member }) => ({ cookie: await cookieOf((await member()).email) }),
  "DELETE /api/me/deletion": async ({ cookieOf, member, send }) => {
    const { email } = await member();
    const asked = { method: "POST", template: "/api/me/deletion", body: { password: "correct horse" } };
    await send({ ...asked, cookie: await cookieOf(email) });
    return { cookie: await cookieOf(email) };
  },
  "GET /api/workspaces/current/deletion": nothing,
  "POST /api/workspaces/current/deletion": async ({ ownerElsewhere }) => {
    const { cookie, name } = await ownerElsewhere();
    return { cookie, body: { name } };
  },
  "DELETE /api/workspaces/current/deletion": async ({ ownerElsewhere, send }) => {
    const { cookie, name } = await ownerElsewhere();
    await send({ method: "POST", template: "/api/workspaces/current/deletion", cookie, body: { name } });
    return { cookie };
  },
  "GET /api/audit": nothing,
  "GET /api/audit/export": nothing,
  "GET /api/audit/verification": nothing,
  "GET /api/audit/retention": nothing,
  "PUT /api/audit/retention": inBrowser,
  "GET /api/health": nothing,
  "GET /api/ready": nothing,
  "GET /api/metrics": nothing,
  "GET /api/openapi.json": nothing,
  "GET /api/auth/{nextauth}": () => ({ path: { nextauth: "csrf" } }),
  "POST /api/auth/{nextauth}": async ({ csrf }) => {
    const { csrfToken, cookie } = await csrf();
    return {
      path: { nextauth: "signout" },
      body: new URLSearchParams({ csrfToken }),
      headers: { cookie, "x-auth-return-redirect": "1" },
    };
  },
};
