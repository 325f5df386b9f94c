import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createUser } from "#lib/testing/api-client.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createOidcBrowser } from "#lib/testing/oidc-browser.ts";
import { createOidcHouse } from "#lib/testing/oidc-house.ts";
import { startServer, type TestServer } from "#lib/testing/server.ts";

let database: TestDatabase;
let pool: pg.Pool;
let oidc: Awaited<ReturnType<typeof createOidcHouse>>;
let server: TestServer;
let apiKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  oidc = await createOidcHouse();
  server = await startServer({ env: { DATABASE_URL: database.url, ...oidc.env } });
  oidc.register(server.origin);
  apiKey = await createUser({ THROUGHLINE_HOME: server.home, DATABASE_URL: database.url }, "Lab", "ada@example.com");
}, 240_000);
afterAll(async () => {
  await server?.stop();
  await oidc?.close();
  await pool?.end();
  await database?.drop();
});
beforeEach(async () => {
  oidc.house.tamper = null;
  oidc.house.person = { sub: "ada-1", email: "ada@example.com", email_verified: true, name: "Ada" };
  await pool.query("delete from identities");
});

const createBrowser = () => createOidcBrowser(server.origin);
const identities = async () => (await pool.query("select issuer, subject, email from identities")).rows;

describe("signing in with an OpenID Connect provider", () => {
  test("gets into the account of the verified address, comes back to where it began, and links the identity", async () => {
    const browser = createBrowser();
    expect(await browser.signIn()).toBe("/inbox");
    expect(await browser.me()).toBe("ada@example.com");
    expect(await identities()).toEqual([{ issuer: oidc.env.OIDC_ISSUER, subject: "ada-1", email: "ada@example.com" }]);
    const { rows } = await pool.query("select verb from audit_log where verb like 'account.%' order by sequence");
    expect(rows.map(({ verb }) => verb)).toEqual(
      expect.arrayContaining(["account.identity-linked", "account.signed-in"]),
    );
  });

  test("knows the person by the identity later, whatever address it has by then", async () => {
    await createBrowser().signIn();
    oidc.house.person = { ...oidc.house.person, email: "lovelace@example.org", email_verified: false };
    const browser = createBrowser();
    expect(await browser.signIn()).toBe("/inbox");
    expect(await browser.me()).toBe("ada@example.com");
  });

  test("with an address that is not verified does not get into its account", async () => {
    oidc.house.person = { sub: "mallory", email: "ada@example.com", email_verified: false, name: "Mallory" };
    const browser = createBrowser();
    expect(await browser.signIn()).toBe("/sign-in?error=email_not_verified");
    expect(await browser.me()).toBe(401);
    expect(await identities()).toEqual([]);
  });

  test("does not get into an account whose address nobody has proven, and says what to do", async () => {
    // Whoever invites is shown the link, and may accept it as anybody.
    const post = async (path: string, body: object) => {
      const headers = { "content-type": "application/json", authorization: `Bearer ${apiKey}` };
      const answer = await fetch(`${server.origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      return (await answer.json()) as { token: string; userId: string };
    };
    const { token } = await post("/api/invitations", { email: "ceo@example.com", role: "member" });
    const { userId } = await post("/api/invitations/accept", { token, name: "CEO", password: "correct horse" });
    oidc.house.person = { sub: "ceo", email: "ceo@example.com", email_verified: true, name: "The CEO" };
    const browser = createBrowser();
    expect(await browser.signIn()).toBe("/sign-in?error=email_not_proven");
    expect(await browser.me()).toBe(401);
    expect(await identities()).toEqual([]);
    const page = await (await browser.visit(`${server.origin}/sign-in?error=email_not_proven`)).text();
    expect(page).toContain("link it under Settings");
    await pool.query("update users set email_verified_at = now() where id = $1", [userId]);
    expect(await browser.signIn()).toBe("/inbox");
    expect(await browser.me()).toBe("ceo@example.com");
  });

  test("with an unknown address gets in by an invitation only, without a password", async () => {
    oidc.house.person = { sub: "grace", email: "grace@example.org", email_verified: true, name: "Grace" };
    expect(await createBrowser().signIn()).toBe("/sign-in?error=sign_up_closed");
    await pool.query(
      `insert into invitations (id, workspace_id, email, role, token_hash, invited_by, expires_at)
       select gen_random_uuid(), m.workspace_id, 'grace@example.org', 'viewer', 'x', m.user_id, now() + '1 day' from memberships m limit 1`,
    );
    const browser = createBrowser();
    expect(await browser.signIn()).toBe("/inbox");
    expect(await browser.me()).toBe("grace@example.org");
    const { rows } = await pool.query("select name, password_hash from users where email = 'grace@example.org'");
    expect(rows).toEqual([{ name: "Grace", password_hash: "" }]);
    const again = await browser.visit(`${server.origin}/api/auth/csrf`);
    const { csrfToken } = (await again.json()) as { csrfToken: string };
    const empty = new URLSearchParams({ csrfToken, email: "grace@example.org", password: "" });
    const entered = await browser.visit(`${server.origin}/api/auth/callback/credentials`, {
      method: "POST",
      body: empty,
    });
    expect(entered.headers.get("location")).toContain("code=invalid_credentials");
  });

  test("asks for the account's own second factor too", async () => {
    await pool.query(
      "insert into second_factors (user_id, secret_cipher, confirmed_at) select id, 'v1.test.x.x', now() from users where email = 'ada@example.com'",
    );
    const browser = createBrowser();
    expect(await browser.signIn()).toBe("/sign-in/code");
    expect(await browser.me()).toBe(401);
    await pool.query("delete from second_factors");
  });

  test("of somebody who is suspended is refused", async () => {
    await pool.query("update users set suspended_at = now() where email = 'ada@example.com'");
    const browser = createBrowser();
    expect(await browser.signIn()).toBe("/sign-in?error=invalid_credentials");
    await pool.query("update users set suspended_at = null");
  });
});

describe("linking from the settings", () => {
  /** A browser with a password's sign-in that has begun to link, as `startLinkAction` leaves it. */
  async function begun(email: string, owner = email) {
    const browser = createBrowser();
    const { csrfToken } = (await (await browser.visit(`${server.origin}/api/auth/csrf`)).json()) as {
      csrfToken: string;
    };
    const body = new URLSearchParams({ csrfToken, email, password: "correct horse" });
    await browser.visit(`${server.origin}/api/auth/callback/credentials`, { method: "POST", body });
    expect(await browser.me()).toBe(email);
    const { token, hash } = tokens.create("lnk_");
    await pool.query(
      `insert into account_tokens (hash, user_id, purpose, expires_at)
       select $1, id, 'link-identity', now() + interval '10 minutes' from users where email = $2`,
      [hash, owner],
    );
    browser.keep("throughline.link", token);
    return { browser, token };
  }
  const linkedTo = async () =>
    (await pool.query("select u.email, i.subject from identities i join users u on u.id = i.user_id")).rows;

  test("links to whoever is signed in, whatever the address there, and lets in by it later; once", async () => {
    oidc.house.person = { sub: "ada-work", email: "work@example.net", email_verified: true, name: "Ada" };
    const { browser, token } = await begun("ada@example.com");
    expect(await browser.signIn()).toBe("/settings/security");
    expect(await linkedTo()).toEqual([{ email: "ada@example.com", subject: "ada-work" }]);
    expect(await browser.me()).toBe("ada@example.com");
    const other = createBrowser();
    expect(await other.signIn()).toBe("/inbox");
    expect(await other.me()).toBe("ada@example.com");
    browser.keep("throughline.link", token);
    expect(await browser.signIn()).toBe("/settings/security?error=not_found");
  });

  test("takes nobody else's token, and no identity that is somebody else's", async () => {
    await createUser({ THROUGHLINE_HOME: server.home, DATABASE_URL: database.url }, "Lab", "eve@example.com");
    oidc.house.person = { sub: "eve-1", email: "eve@example.net", email_verified: true, name: "Eve" };
    const stolen = await begun("eve@example.com", "ada@example.com");
    expect(await stolen.browser.signIn()).toBe("/settings/security?error=not_found");
    expect(await linkedTo()).toEqual([]);
    expect(await (await begun("eve@example.com")).browser.signIn()).toBe("/settings/security");
    expect(await (await begun("ada@example.com")).browser.signIn()).toBe("/settings/security?error=already_exists");
    expect(await linkedTo()).toEqual([{ email: "eve@example.com", subject: "eve-1" }]);
  });
});

describe("a hostile answer", () => {
  const tampered = async (tamper: (claims: Record<string, unknown>) => Record<string, unknown>) => {
    oidc.house.tamper = tamper;
    const browser = createBrowser();
    return { place: await browser.signIn(), me: await browser.me() };
  };

  test("is told from a right one by what is in it alone", async () => {
    expect(await tampered((claims) => claims)).toEqual({ place: "/inbox", me: "ada@example.com" });
  });

  test.each([
    ["of another issuer", (claims: object) => ({ ...claims, iss: "https://evil.example" })],
    ["for another application", (claims: object) => ({ ...claims, aud: "another" })],
    ["without the nonce of this browser", ({ nonce: _, ...claims }: Record<string, unknown>) => claims],
    ["with another nonce", (claims: object) => ({ ...claims, nonce: "another" })],
    ["that is too old", (claims: object) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 3600 })],
    ["about someone else than the userinfo", (claims: object) => ({ ...claims, sub: "somebody-else" })],
  ])("%s signs nobody in, and is explained", async (_, tamper) => {
    const { place, me } = await tampered(tamper);
    expect(place).toMatch(/^\/sign-in\?error=/);
    expect(me).toBe(401);
  });

  test("that was used already signs nobody in a second time, nor in another browser", async () => {
    const browser = createBrowser();
    const callback = await browser.toCallback();
    const stolen = createBrowser();
    expect((await stolen.visit(callback)).headers.get("location")).toContain("/sign-in?error=");
    expect(await stolen.me()).toBe(401);
    expect((await browser.visit(callback)).headers.get("location")).toContain("/inbox");
    const other = createBrowser();
    await other.visit(callback);
    expect(await other.me()).toBe(401);
  });

  test("with a state that is not ours signs nobody in", async () => {
    const browser = createBrowser();
    const callback = new URL(await browser.toCallback());
    callback.searchParams.set("state", "forged");
    expect((await browser.visit(callback.href)).headers.get("location")).toContain("/sign-in?error=");
    expect(await browser.me()).toBe(401);
  });
});
