import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSignInWorld, MOST, type SignInWorld } from "#lib/testing/sign-in-world.ts";
import { signOut } from "./sign-out.ts";

let world: SignInWorld;
beforeAll(async () => {
  world = await createSignInWorld();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const codeOf = (error: { code: string }) => error.code;
const wrong = (n: number | string, address: string) => world.enter(`wrong ${n}`, { address }).catch(codeOf);
const right = (address: string, more = {}) => world.enter(world.ada.password, { address, ...more });
const count = (codes: unknown[], code: string) => codes.filter((one) => one === code).length;

/** Attempts in waves of a hundred, as a program would make them. */
async function storm(attempts: number, addressOf: (n: number) => string): Promise<unknown[]> {
  const codes: unknown[] = [];
  for (let n = 0; n < attempts; n += 100)
    codes.push(...(await Promise.all(Array.from({ length: 100 }, (_, i) => wrong(n + i, addressOf(n + i))))));
  return codes;
}

describe("signing in", () => {
  test("opens a session that stands for the person in their workspace until it is ended, and the log has both", async () => {
    const { userId, workspaceId } = await world.setUp();
    const entered = await world.enter(world.ada.password);
    if (entered.kind !== "signed-in") throw new Error(entered.kind);
    const { authSessionId } = entered;
    const { accounts } = world.ports;
    expect(await accounts.sessionPrincipal(authSessionId, world.now())).toMatchObject({ userId, workspaceId });
    await signOut({ ctx: world.visitor(), input: { authSessionId } });
    expect(world.seen.ended).toContain(authSessionId);
    expect(await accounts.sessionPrincipal(authSessionId, world.now())).toBeNull();
    expect((await world.audit()).slice(-2)).toEqual(["account.signed-in", "account.signed-out"]);
  });

  test("a session ends when it expires, and at once when the person is suspended or leaves every workspace", async () => {
    await world.setUp();
    const entered = await world.enter(world.ada.password);
    if (entered.kind !== "signed-in") throw new Error(entered.kind);
    const look = (at = world.now()) => world.ports.accounts.sessionPrincipal(entered.authSessionId, at);
    expect(await look(new Date(world.clock.ms + 31 * 24 * 3600_000).toISOString())).toBeNull();
    await world.pool.query("update users set suspended_at = now()");
    expect(await look()).toBeNull();
    await world.pool.query("update users set suspended_at = null");
    expect(await look()).not.toBeNull();
    await world.pool.query("delete from memberships");
    expect(await look()).toBeNull();
  });

  test("is ended by signing out for somebody too who is in no workspace any more", async () => {
    const { workspaceId } = await world.setUp();
    const entered = await world.enter(world.ada.password);
    if (entered.kind !== "signed-in") throw new Error(entered.kind);
    await world.pool.query("delete from memberships where workspace_id = $1", [workspaceId]);
    const look = () => world.ports.accounts.signedIn(entered.authSessionId, world.now());
    expect(await look()).not.toBeNull();
    await signOut({ ctx: world.visitor(), input: { authSessionId: entered.authSessionId } });
    expect(await look()).toBeNull();
  });

  test("wrong password, unknown person, suspended person and one without a password are refused alike, each after one hash", async () => {
    await world.setUp();
    const refused = (email: string, password = "wrong horse") =>
      world.enter(password, {}, email).catch((error) => error);
    const answers = [await refused(world.ada.email), await refused("nobody@example.com")];
    await world.pool.query("update users set suspended_at = now()");
    answers.push(await refused(world.ada.email, world.ada.password));
    await world.pool.query("update users set suspended_at = null, password_hash = ''");
    answers.push(await refused(world.ada.email, ""));
    for (const answer of answers)
      expect(answer).toMatchObject({ code: "invalid_credentials", message: answers[0].message });
    expect(world.seen.hashes).toBe(answers.length);
  });
});

describe("of 10,000 guesses at a password", () => {
  test("from one address ten are looked at, and the person signs in from elsewhere", async () => {
    await world.setUp();
    const codes = await storm(10_000, () => "203.0.113.7");
    expect(count(codes, "invalid_credentials")).toBe(MOST);
    expect(count(codes, "rate_limited")).toBe(10_000 - MOST);
    expect(world.seen.hashes).toBe(MOST);
    await expect(right("203.0.113.7")).rejects.toMatchObject({ code: "rate_limited" });
    expect(await right("198.51.100.9")).toMatchObject({ kind: "signed-in" });
    expect(count(await world.audit(), "account.sign-in-refused")).toBe(MOST);
  });

  test("from thousands of addresses fifty are looked at, and the person signs in from a device that they have used", async () => {
    await world.setUp();
    const knownDevice = { id: "laptop", accounts: [world.ada.email] };
    const codes = await storm(10_000, (n) => `2001:db8:${(n >> 8).toString(16)}:${(n & 255).toString(16)}::${n}`);
    expect(count(codes, "invalid_credentials")).toBe(5 * MOST);
    expect(world.seen.hashes).toBe(5 * MOST);
    expect(await right("198.51.100.9", { knownDevice })).toMatchObject({ kind: "signed-in" });
    const elsewhere = { knownDevice: { id: "forged", accounts: ["someone@example.com"] } };
    await expect(right("198.51.100.9", elsewhere)).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("from one IPv6 connection ten are looked at, whichever of its addresses are used", async () => {
    await world.setUp();
    const codes = await storm(1_000, (n) => `2001:db8:0:1::${n.toString(16)}`);
    expect(count(codes, "invalid_credentials")).toBe(MOST);
  });
});

describe("the throttle", () => {
  test("opens again after a quarter of an hour, and says when", async () => {
    await world.setUp();
    for (let n = 0; n < MOST; n++) await wrong(n, "192.0.2.1");
    world.clock.ms += 10 * 60_000;
    const refusal = await right("192.0.2.1").catch((error) => error);
    expect(refusal).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: 300 } });
    expect(refusal.message).toBe("Too many attempts. Try again in 5 minutes.");
    world.clock.ms += 5 * 60_000 + 1;
    expect(await right("192.0.2.1")).toMatchObject({ kind: "signed-in" });
  });

  test("stops a stolen device cookie too, which does not open the way of strangers wider", async () => {
    await world.setUp();
    const knownDevice = { id: "laptop", accounts: [world.ada.email] };
    const guess = (n: number) => world.enter(`wrong ${n}`, { knownDevice, address: "203.0.113.7" }).catch(codeOf);
    const codes = await Promise.all(Array.from({ length: 100 }, (_, n) => guess(n)));
    expect(count(codes, "invalid_credentials")).toBe(2 * MOST);
  });

  test("lets one address try fifty accounts, not more, however many at the same moment", async () => {
    await world.setUp();
    const tries = Array.from({ length: 300 }, (_, n) => world.enter("guess", {}, `p${n}@example.com`).catch(codeOf));
    expect(count(await Promise.all(tries), "invalid_credentials")).toBe(5 * MOST);
  });

  test("is not opened by an attacker's own success in between", async () => {
    await world.setUp();
    const address = "203.0.113.7";
    const codes: unknown[] = [];
    for (let n = 0; n < 8 * MOST; n++) {
      codes.push(await world.enter("guess", { address }, `p${n}@example.com`).catch(codeOf));
      if (n % 5 === 4) await right(address).catch(() => {});
    }
    expect(count(codes, "invalid_credentials")).toBe(5 * MOST);
  });

  test("forgets a person's own mistakes once they are in, so that typos do not add up", async () => {
    await world.setUp();
    for (let n = 0; n < 3; n++) {
      for (let typo = 0; typo < MOST - 1; typo++) await wrong(typo, "192.0.2.1");
      expect(await right("192.0.2.1")).toMatchObject({ kind: "signed-in" });
    }
  });
});
