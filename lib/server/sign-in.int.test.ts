import { request as httpRequest } from "node:http";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createUser } from "#lib/testing/api-client.ts";
import { startServer, type TestServer } from "#lib/testing/server.ts";

let server: TestServer;
const owner = { email: "ada@example.com", password: "correct horse" };

beforeAll(async () => {
  server = await startServer();
}, 240_000);
afterAll(() => server.stop());

const api = (path: string, init: RequestInit = {}) => fetch(server.origin + path, { redirect: "manual", ...init });
const json = (body: unknown): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});
const cookiesOf = (response: Response) => response.headers.getSetCookie();
const pairs = (cookies: string[]) => cookies.map((cookie) => cookie.split(";")[0]).join("; ");
const sessionCookie = (cookies: string[]) => cookies.find((cookie) => /authjs\.session-token=./.test(cookie));

/** Signs in as the sign-in form does, and answers with the cookies that were set and where it leads. */
async function signIn(credentials: { email: string; password: string }, headers: Record<string, string> = {}) {
  const csrf = await api("/api/auth/csrf", { headers });
  const { csrfToken } = await csrf.json();
  const cookie = [pairs(cookiesOf(csrf)), headers.cookie].filter(Boolean).join("; ");
  const response = await api("/api/auth/callback/credentials", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers, cookie },
    body: new URLSearchParams({ csrfToken, ...credentials }),
  });
  return { response, cookies: cookiesOf(response), location: response.headers.get("location") ?? "" };
}
const me = (cookies: string[]) => api("/api/me", { headers: { cookie: pairs(cookies) } });

describe("the real server", () => {
  test("makes its owner once", async () => {
    const body = { ...owner, name: "Ada", workspaceName: "Analytics" };
    expect((await api("/api/setup", json(body))).status).toBe(201);
    const again = await api("/api/setup", json(body));
    expect([again.status, (await again.json()).code]).toEqual([409, "setup_already_done"]);
  });

  test("signs the owner in with a cookie that scripts and other sites cannot use", async () => {
    const { cookies } = await signIn(owner);
    const cookie = sessionCookie(cookies) ?? "";
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(await (await me(cookies)).json()).toMatchObject({ email: owner.email, role: "owner" });
  });

  test("makes the cookie Secure behind TLS", async () => {
    const { cookies } = await signIn(owner, { "x-forwarded-proto": "https" });
    expect(sessionCookie(cookies)).toMatch(/^__Secure-authjs\.session-token=.*; Secure/i);
    expect((await me(cookies)).status).toBe(200);
  });

  test("ends the cookie's power everywhere when its person signs out", async () => {
    const { cookies } = await signIn(owner);
    const csrf = await api("/api/auth/csrf", { headers: { cookie: pairs(cookies) } });
    const { csrfToken } = await csrf.json();
    const cookie = pairs([...cookies, ...cookiesOf(csrf)]);
    const leaving = { method: "POST", headers: { cookie }, body: new URLSearchParams({ csrfToken }) };
    expect((await api("/api/auth/signout", leaving)).status).toBe(302);
    expect((await me(cookies)).status).toBe(401);
    const session = await api("/api/auth/session", { headers: { cookie: pairs(cookies) } });
    expect(await session.json()).toBeNull();
  });

  test("does not sign anyone in whom another website sends", async () => {
    const { response, cookies } = await signIn(owner, { origin: "https://evil.example" });
    expect([response.status, (await response.json()).code]).toEqual([403, "foreign_origin"]);
    expect(sessionCookie(cookies)).toBeUndefined();
  });

  test("never leads to another site after sign-in", async () => {
    const csrf = await api("/api/auth/csrf");
    const { csrfToken } = await csrf.json();
    for (const callbackUrl of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
      const response = await api("/api/auth/callback/credentials", {
        method: "POST",
        headers: { cookie: pairs(cookiesOf(csrf)) },
        body: new URLSearchParams({ csrfToken, ...owner, callbackUrl }),
      });
      expect(new URL(response.headers.get("location") ?? "", server.origin).origin).toBe(server.origin);
    }
  });

  test("sends a browser without a cookie from a page to the sign-in page, but answers the API with 401", async () => {
    const page = await api("/sessions/42?tab=guide");
    expect(page.status).toBe(307);
    expect(page.headers.get("location")).toBe("/sign-in?next=%2Fsessions%2F42%3Ftab%3Dguide");
    expect((await api("/api/sessions")).status).toBe(401);
  });

  test("goes on after an endless body that nobody may send", async () => {
    for (const path of ["/api/setup", "/api/sessions", "/api/nothing", "/api/auth/callback/credentials"]) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const request = httpRequest(server.origin + path, { method: "POST" });
      request.on("error", () => resolve());
      request.on("response", (response) => response.resume().on("end", resolve));
      for (let megabytes = 0; megabytes < 8; megabytes++) request.write(Buffer.alloc(1024 * 1024, "x"));
      request.end();
      await promise;
    }
    expect((await api("/api/health")).status).toBe(200);
  });

  test("asks for the second factor in a step of its own, whose cookie scripts and other sites cannot use", async () => {
    const { cookies } = await signIn(owner);
    const call = (path: string, body: object) =>
      api(path, { ...json(body), headers: { "content-type": "application/json", cookie: pairs(cookies) } });
    const { password } = owner;
    const { secret } = await (await call("/api/second-factor", { password })).json();
    const code = (steps: number) =>
      TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 });
    const { recoveryCodes } = await (await call("/api/second-factor/confirm", { code: code(0) })).json();

    const half = await signIn(owner);
    expect([half.location, sessionCookie(half.cookies)]).toEqual([
      expect.stringContaining("code=second_step"),
      undefined,
    ]);
    const step = half.cookies.find((one) => one.startsWith("throughline.second-step=stp_")) ?? "";
    expect(step).toMatch(/; HttpOnly/i);
    expect(step).toMatch(/; SameSite=Lax/i);
    expect(step).toMatch(/; Max-Age=600/i);
    const csrf = await api("/api/auth/csrf");
    const { csrfToken } = await csrf.json();
    const complete = (given: string, cookie: string) =>
      api("/api/auth/callback/second-step", {
        method: "POST",
        headers: { cookie: `${pairs(cookiesOf(csrf))}; ${cookie}` },
        body: new URLSearchParams({ csrfToken, code: given }),
      });
    const without = await complete(code(1), "");
    expect(without.headers.get("location")).toContain("code=not_found");
    const wrong = await complete("000000", pairs([step]));
    expect(wrong.headers.get("location")).toContain("code=invalid_credentials");
    const right = await complete(code(1), pairs([step]));
    expect((await me(cookiesOf(right))).status).toBe(200);
    expect((await call("/api/second-factor/disable", { password, code: recoveryCodes[0] })).status).toBe(204);
  });

  test("refuses wrong credentials, and after ten of them the address, but not the person elsewhere", async () => {
    const wrong = { ...owner, password: "wrong horse" };
    const from = { "x-forwarded-for": "203.0.113.7" };
    for (let i = 0; i < 10; i++) {
      const { location, cookies } = await signIn(wrong, from);
      expect(location).toContain("code=invalid_credentials");
      expect(sessionCookie(cookies)).toBeUndefined();
    }
    const { location, cookies } = await signIn(owner, from);
    expect(location).toContain("code=rate_limited");
    expect(sessionCookie(cookies)).toBeUndefined();
    const elsewhere = await signIn(owner, { "x-forwarded-for": "198.51.100.7" });
    expect(sessionCookie(elsewhere.cookies)).toBeDefined();
  });

  test("lets a browser in that has been in before, while an account is guessed at from everywhere", async () => {
    const { cookies } = await signIn(owner, { "x-forwarded-for": "198.51.100.8" });
    const device = cookies.find((one) => one.startsWith("throughline.device=")) ?? "";
    expect(device).toMatch(/; HttpOnly/i);
    expect(device).toMatch(/; SameSite=Lax/i);
    const guess = (n: number) => signIn({ ...owner, password: "wrong" }, { "x-forwarded-for": `203.0.114.${n}` });
    const places = await Promise.all(Array.from({ length: 60 }, (_, n) => guess(n)));
    expect(places.some(({ location }) => location.includes("code=rate_limited"))).toBe(true);
    const newDevice = await signIn(owner, { "x-forwarded-for": "198.51.100.9" });
    expect(newDevice.location).toContain("code=rate_limited");
    const known = await signIn(owner, { "x-forwarded-for": "198.51.100.9", cookie: pairs([device]) });
    expect(sessionCookie(known.cookies)).toBeDefined();
    const forged = { "x-forwarded-for": "198.51.100.9", cookie: "throughline.device=forged" };
    expect((await signIn(owner, forged)).location).toContain("code=rate_limited");
  });

  test("keeps the device cookie to TLS where there is TLS", async () => {
    const from = { "x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.10" };
    const grace = { email: "grace@example.com", password: "correct horse" };
    await createUser({ THROUGHLINE_HOME: server.home }, "Lab", grace.email);
    const { cookies } = await signIn(grace, from);
    const device = cookies.find((one) => one.startsWith("__Host-throughline.device="));
    expect(device).toMatch(/; Secure/i);
  });
});
