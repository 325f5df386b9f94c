import { randomUUID } from "node:crypto";
import { createUser } from "./api-client.ts";
import { createMailHouse } from "./mail-house.ts";
import { createOidcBrowser } from "./oidc-browser.ts";
import { createOidcHouse } from "./oidc-house.ts";
import { startServer } from "./server.ts";

/** One request, as the document describes them; the example of its operation is the body where none is given. */
export interface Given {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  /** The sign-in with which it succeeds, where no API key may do it. */
  cookie?: string;
}

export interface Sent extends Given {
  method: string;
  /** With parameters in braces. */
  template: string;
  apiKey?: string | null;
}

/**
 * A real server with its owner, and short words for what requests need to be there; `env` may name a database, and
 * `home` a folder with secrets of the test's own.
 */
export async function createOperationsHouse(
  env: Readonly<Record<string, string>> & { DATABASE_URL?: string } = {},
  home?: string,
) {
  const [mail, oidc] = await Promise.all([createMailHouse(), createOidcHouse(env.OIDC_CLIENT_SECRET)]);
  const withMail = { SMTP_URL: mail.url, MAIL_FROM: "throughline@example.org" };
  const server = await startServer({ home, env: { THROUGHLINE_TEST_AGENT: "1", ...withMail, ...oidc.env, ...env } });
  oidc.register(server.origin);

  const send = ({
    method,
    template,
    path = {},
    query = {},
    body,
    headers = {},
    apiKey,
    cookie,
  }: Sent): Promise<Response> => {
    const address = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
    const isForm = body instanceof FormData || body instanceof URLSearchParams;
    return fetch(`${server.origin}${address}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ""}`, {
      method,
      redirect: "manual",
      headers: {
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
        ...(cookie && { cookie }),
        ...(body !== undefined && !isForm && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
  };

  /** On an empty database only, so it is kept for its own operation. */
  const setup = await send({
    method: "POST",
    template: "/api/setup",
    body: { email: "ada@example.com", password: "correct horse", name: "Ada", workspaceName: "Lab" },
  });
  const apiKey = await signIn("ada@example.com");
  const foreignKey = await createUser({ THROUGHLINE_HOME: server.home, ...env }, "Elsewhere");
  const viewerKey = await createUser({ THROUGHLINE_HOME: server.home, ...env }, "Lab", "vera@example.org", "viewer");
  const narrowKeys = await Promise.all(
    (["sessions:read", "workspace:read"] as const).map(async (scope) => {
      const made = await call<{ key: string }>("POST", "/api/api-keys", { name: scope, scopes: [scope] });
      return { scope, key: made.key };
    }),
  );
  /** A key that lacks a scope. */
  const keyWithout = (scope: string) => narrowKeys.find((one) => one.scope !== scope)?.key ?? "";

  async function csrf(): Promise<{ csrfToken: string; cookie: string }> {
    const response = await fetch(`${server.origin}/api/auth/csrf`);
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    return { ...((await response.json()) as { csrfToken: string }), cookie };
  }

  /** A sign-in, as a browser keeps it. */
  async function cookieOf(email: string): Promise<string> {
    const { csrfToken, cookie } = await csrf();
    const signedIn = await fetch(`${server.origin}/api/auth/callback/credentials`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie },
      body: new URLSearchParams({ csrfToken, email, password: "correct horse" }),
    });
    return signedIn.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
  }

  let ownersBrowser = "";
  /** The owner's browser: kept while it is signed in, because a second factor would stop a new one. */
  async function ownerCookie(): Promise<string> {
    const { status } = await send({ method: "GET", template: "/api/me", cookie: ownersBrowser });
    if (status === 401) ownersBrowser = await cookieOf("ada@example.com");
    return ownersBrowser;
  }

  /** A key with every scope, made by the person in a browser. */
  async function signIn(email: string): Promise<string> {
    const cookie = await cookieOf(email);
    const made = await send({ method: "POST", template: "/api/api-keys", body: { name: "Test" }, cookie });
    return ((await made.json()) as { key: string }).key;
  }

  async function call<Answer = { id: string }>(method: string, template: string, body?: unknown): Promise<Answer> {
    const response = await send({ method, template, body, apiKey });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${template}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : null) as Answer;
  }

  /** Asks again until the answer is as wanted. */
  async function until<Answer>(template: string, wanted: (answer: Answer) => boolean): Promise<Answer> {
    for (let asked = 0; asked < 2_000; asked++) {
      const answer = await call<Answer>("GET", template);
      if (wanted(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${template} did not come to be as wanted.`);
  }

  const session = async () => (await call("POST", "/api/sessions", {})).id;
  const config = async () =>
    (await call("POST", "/api/llm-configs", { name: randomUUID(), provider: "demo", model: "demo", scope: "user" })).id;

  /** A message to the probe, answered or as far as it gets. */
  async function say(text: string, ended = true) {
    const sessionId = await session();
    const conversation = `/api/sessions/${sessionId}/conversations/probe`;
    const sent = await call<{ turnId: string; messageId: string }>("POST", `${conversation}/messages`, { text });
    type Page = { items: { id: string; status: string }[] };
    const isEnded = ({ items }: Page) => items.some((one) => one.id === sent.turnId && one.status === "complete");
    if (ended) await until<Page>(conversation, isEnded);
    return { sessionId, ...sent };
  }

  /** A question of the probe's that waits. */
  async function question() {
    const { sessionId } = await say("ask confirm", false);
    type View = { clientActions: Record<string, { id: string; toolCallId: string; agentId: string }> };
    const view = await until<View>(
      `/api/sessions/${sessionId}/view`,
      (one) => Object.keys(one.clientActions).length > 0,
    );
    const [action] = Object.values(view.clientActions);
    if (!action) throw new Error("The question waits.");
    return action;
  }

  /** A part of an agent's in a session of its own. */
  const part = (agent: string) =>
    call<{ sessionId: string; agentId: string }>("POST", `/api/agents/${agent}/sessions`, {});

  /** Something that the guide keeps of a session that was completed. */
  async function memory() {
    await config();
    const { sessionId, agentId } = await part("guide");
    const conversation = `/api/sessions/${sessionId}/conversations/guide`;
    const { turnId } = await call<{ turnId: string }>("POST", `${conversation}/messages`, { text: "Hello" });
    await until<{ items: { id: string; status: string }[] }>(conversation, ({ items }) =>
      items.some((one) => one.id === turnId && one.status === "complete"),
    );
    await call("POST", `/api/agents/${agentId}/sessions/current/complete?sessionId=${sessionId}`, {});
    const { items } = await until<{ items: { id: string }[] }>(
      `/api/agents/${agentId}/memories`,
      (page) => page.items.length > 0,
    );
    return { agentId, memoryId: items[0]?.id ?? "" };
  }

  const form = async (sessionId?: string) => {
    const body = new FormData();
    body.set("sessionId", sessionId ?? (await session()));
    body.set("agent", "content-liaison");
    body.set("file", new Blob(["region,revenue\nNorth,12\nSouth,7\n"]), "sales.csv");
    return body;
  };

  async function file() {
    const sessionId = await session();
    const response = await send({ method: "POST", template: "/api/files", body: await form(sessionId), apiKey });
    return { sessionId, fileId: ((await response.json()) as { id: string }).id };
  }

  async function run() {
    const { sessionId, fileId } = await file();
    const asked = { sessionId, workflowType: "content_analysis", params: { fileIds: [fileId] } };
    return { sessionId, ...(await call<{ runId: string }>("POST", "/api/workflow", asked)) };
  }

  async function cancelledRun() {
    const { runId } = await run();
    await call("DELETE", `/api/workflows/runs/${runId}`);
    await until<{ status: string }>(`/api/workflows/runs/${runId}`, (one) => one.status === "cancelled");
    return runId;
  }

  /** Another member of the owner's workspace. */
  async function member() {
    const { token, email } = await invitation();
    const answered = await send({
      method: "POST",
      template: "/api/invitations/accept",
      body: { token, name: "Grace", password: "correct horse" },
    });
    const { userId } = (await answered.json()) as { userId: string };
    return { userId, email };
  }

  /** A mentee's message that waits for the owner's approval. */
  async function draft() {
    const { agentId, sessionId } = await part("probe");
    const { userId, email } = await member();
    await call("POST", `/api/agents/${agentId}/assignments`, { userId, role: "mentee" });
    const template = `/api/sessions/${sessionId}/conversations/probe/messages`;
    const mentee = { method: "POST", template, body: { text: "stream 2" }, apiKey: await signIn(email) };
    return { agentId, ...((await (await send(mentee)).json()) as { draftId: string }) };
  }

  const invitation = () =>
    call<{ id: string; token: string; email: string }>("POST", "/api/invitations", {
      email: `${randomUUID()}@example.com`,
      role: "member",
    });

  /** The owner of another workspace, which has a second member. */
  async function ownerElsewhere() {
    const name = `Workspace ${randomUUID()}`;
    const [email, other] = [`${randomUUID()}@example.org`, `${randomUUID()}@example.org`];
    const ownerKey = await createUser({ THROUGHLINE_HOME: server.home, ...env }, name, email);
    await createUser({ THROUGHLINE_HOME: server.home, ...env }, name, other);
    const listed = await send({ method: "GET", template: "/api/members", query: { text: other }, apiKey: ownerKey });
    const { items } = (await listed.json()) as { items: { userId: string }[] };
    return { name, cookie: await cookieOf(email), colleague: items[0]?.userId };
  }

  /** Another browser in which the owner is signed in. */
  async function authSession() {
    await cookieOf("ada@example.com");
    const { items } = await call<{ items: { id: string }[] }>("GET", "/api/auth-sessions");
    return items[0]?.id ?? "";
  }

  /** An account elsewhere that opens the owner's. */
  async function identity() {
    oidc.house.person = { sub: randomUUID(), email: "ada@example.com", email_verified: true, name: "Ada" };
    await createOidcBrowser(server.origin).signIn();
    const { identities } = await call<{ identities: { id: string }[] }>("GET", "/api/security");
    return identities.at(-1)?.id ?? "";
  }

  /** The token in the last letter to an address. */
  async function tokenFor(address: string): Promise<string> {
    for (let asked = 0; asked < 2_000; asked++) {
      const token = /\/((?:eml|rst)_\S+)/.exec(mail.to(address).at(-1)?.text ?? "")?.[1];
      if (token) return token;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`No letter came to ${address}.`);
  }

  /** Of a letter that a member's new address has got. */
  async function emailToken() {
    const cookie = await cookieOf((await member()).email);
    const email = `${randomUUID()}@example.com`;
    await send({ method: "POST", template: "/api/me/email", body: { email, password: "correct horse" }, cookie });
    return tokenFor(email);
  }

  async function resetToken() {
    const { email } = await member();
    await call("POST", "/api/password-resets", { email });
    return tokenFor(email);
  }

  const made = {
    authSession,
    identity,
    emailToken,
    resetToken,
    session,
    config,
    say,
    question,
    part,
    memory,
    form,
    file,
    run,
    cancelledRun,
    member,
    draft,
    invitation,
    cookieOf,
    ownerCookie,
    ownerElsewhere,
  };
  const stop = async () => {
    await server.stop();
    await Promise.all([mail.close(), oidc.close()]);
  };
  return {
    server,
    stop,
    setup,
    oidc: oidc.house,
    apiKey,
    foreignKey,
    viewerKey,
    keyWithout,
    send,
    call,
    csrf,
    ...made,
  };
}

export type OperationsHouse = Awaited<ReturnType<typeof createOperationsHouse>>;
