import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "#lib/server/project-root.ts";
import { createUser } from "#lib/testing/api-client.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createPageBrowser } from "#lib/testing/page-browser.ts";
import { startServer, type TestServer } from "#lib/testing/server.ts";

const QUOTA = 3;
const VISITORS = `Your network address may make ${QUOTA} calls a minute without signing in. Try again in `;
const PEOPLES = `You may make ${QUOTA} calls a minute. Try again in `;
/** What is never refused, because it ends a right. */
const UNCOUNTED = ["signOutAction", "leaveForAction"];

interface Action {
  exportedName: string;
  workers: Record<string, unknown>;
}

let database: TestDatabase;
let pool: pg.Pool;
let server: TestServer;
/** Every server action that Next has found, by its id. */
let actions: [id: string, action: Action][];
let people = 0;
let networks = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  const low = { RATE_CALLS_PER_ADDRESS: String(QUOTA), RATE_CALLS_PER_USER: String(QUOTA) };
  server = await startServer({ env: { DATABASE_URL: database.url, ...low } });
  const manifest = join(projectRoot, ".next", "server", "server-reference-manifest.json");
  actions = Object.entries((JSON.parse(await readFile(manifest, "utf8")) as { node: Record<string, Action> }).node);
}, 240_000);
afterAll(async () => {
  await server?.stop();
  await pool?.end();
  await database?.drop();
});

/** A network that nobody has come from yet; the proxy on this machine names it. */
const network = () => ({ "x-forwarded-for": `203.0.113.${++networks}` });

/** Somebody who has signed in. */
async function signedIn(): Promise<{ email: string; cookie: string }> {
  const email = `p${++people}@example.com`;
  await createUser({ THROUGHLINE_HOME: server.home, DATABASE_URL: database.url }, "Lab", email);
  const browser = createPageBrowser(server.origin, network());
  await browser.signIn({ email, password: "correct horse" });
  return { email, cookie: browser.cookie() };
}

const visit = (path: string, headers: Record<string, string>) =>
  fetch(server.origin + path, { headers, redirect: "manual" });

/** Calls an action as the browser does, on a page that has it. */
async function act([id, { workers }]: (typeof actions)[number], headers: Record<string, string>): Promise<string> {
  const page = Object.keys(workers)
    .find((one) => !one.includes("["))
    ?.replace(/^app|\/page$|\/\([^)]+\)/g, "");
  const path = page === undefined ? "/invitations/inv_unknown" : page || "/";
  const answer = await fetch(server.origin + path, {
    method: "POST",
    redirect: "manual",
    headers: { ...headers, "next-action": id, "content-type": "text/plain;charset=UTF-8", origin: server.origin },
    body: JSON.stringify([{ email: "x@example.com", password: "x", code: "123456", next: "/" }]),
  });
  return answer.text();
}

describe("every server action counts as a call:", () => {
  test("of their network for visitors, who read in the form when to come again", async () => {
    expect(actions.length).toBeGreaterThan(UNCOUNTED.length);
    for (const action of actions.filter(([, { exportedName }]) => !UNCOUNTED.includes(exportedName))) {
      const from = { ...network(), cookie: "authjs.session-token=none" };
      for (let n = 0; n < QUOTA; n++) await act(action, from);
      expect([action[1].exportedName, await act(action, from)]).toEqual([
        action[1].exportedName,
        expect.stringContaining(VISITORS),
      ]);
    }
  });

  test("of theirs for people who have signed in, wherever they are, also in no workspace", async () => {
    const { email, cookie } = await signedIn();
    const named = (name: string) =>
      actions.find(([, { exportedName }]) => exportedName === name) as (typeof actions)[0];
    for (let n = 0; n < QUOTA; n++) await act(named("startLinkAction"), { ...network(), cookie });
    expect(await act(named("startLinkAction"), { ...network(), cookie })).toContain(PEOPLES);
    await pool.query("delete from memberships using users where user_id = users.id and email = $1", [email]);
    expect(await act(named("keepAccountAction"), { ...network(), cookie })).toContain(PEOPLES);
  });

  test("but for those that sign out, which nobody is refused", async () => {
    for (const action of actions.filter(([, { exportedName }]) => UNCOUNTED.includes(exportedName))) {
      const { cookie } = await signedIn();
      const from = { ...network(), cookie };
      while ((await visit("/api/me", from)).status !== 429);
      await act(action, from);
      expect((await visit("/api/me", from)).status).toBe(401);
    }
  });
});

describe("a page", () => {
  test("is counted for visitors by their network, and refused with a page that says when to come again", async () => {
    const from = network();
    for (let n = 0; n < QUOTA; n++) expect((await visit("/sign-in", from)).status).toBe(200);
    for (const path of [
      "/sign-in",
      "/sign-up",
      "/welcome",
      "/invitations/inv_a.b",
      "/sign-in/reset/rst_x",
      "/sessions",
    ]) {
      const refused = await visit(path, { ...from, cookie: "authjs.session-token=forged" });
      expect([path, refused.status, refused.headers.get("ratelimit-remaining")]).toEqual([path, 429, "0"]);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await refused.text()).toContain(VISITORS);
    }
    expect((await visit("/icon.svg", from)).status).toBe(200);
    expect((await visit("/sign-in", network())).status).toBe(200);
  });

  test("is not counted for people who have signed in", async () => {
    const from = { ...network(), cookie: (await signedIn()).cookie };
    for (let n = 0; n < 2 * QUOTA; n++) expect((await visit("/settings/profile", from)).status).toBe(200);
  });

  test("of next-auth counts as one", async () => {
    const from = network();
    for (let n = 0; n < QUOTA; n++) expect((await visit("/api/auth/csrf", from)).status).toBe(200);
    const refused = await visit("/api/auth/csrf", from);
    expect([refused.status, (await refused.json()).detail]).toEqual([429, expect.stringContaining(VISITORS)]);
  });
});
