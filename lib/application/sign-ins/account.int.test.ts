import { randomUUID } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createUser } from "#lib/application/accounts/create-user.ts";
import type { Context } from "#lib/application/context.ts";
import { testLimits } from "#lib/testing/rate-limits.ts";
import { createSignInWorld, MOST, type SignInWorld } from "#lib/testing/sign-in-world.ts";
import { changeEmail, confirmEmail } from "./change-email.ts";
import { changePassword } from "./change-password.ts";
import { openResetLink } from "./create-reset-link.ts";
import { getSecurity } from "./get-security.ts";
import { listAuthSessions } from "./list-auth-sessions.ts";
import { requestPasswordReset, resetPassword } from "./password-reset.ts";
import { revokeAuthSession, revokeOtherAuthSessions } from "./revoke-auth-sessions.ts";
import { confirmSecondFactor, disableSecondFactor, renewRecoveryCodes, startSecondFactor } from "./second-factor.ts";
import { completeSecondStep } from "./second-step.ts";
import { unlinkIdentity } from "./unlink-identity.ts";

let world: SignInWorld;
beforeAll(async () => {
  world = await createSignInWorld();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

/** Ada, signed in in two browsers; `ctx` is the first one. */
async function ada() {
  const { userId, workspaceId } = await world.setUp();
  const browser = async (userAgent: string) => {
    const entered = await world.enter(world.ada.password, { userAgent });
    if (entered.kind !== "signed-in") throw new Error(entered.kind);
    return entered.authSessionId;
  };
  const here = await browser("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0");
  world.clock.ms += 60_000;
  const elsewhere = await browser("curl/8.5.0");
  const isOpen = async (sid: string) => (await world.ports.accounts.sessionPrincipal(sid, world.now())) !== null;
  return { userId, workspaceId, here, elsewhere, isOpen, ctx: world.context(userId, workspaceId, here) };
}
const codeOf = (error: { code: string }) => error.code;
const fieldOf = (error: { details: { errors: { path: string }[] } }) => error.details.errors[0]?.path;

describe("the list of sign-ins", () => {
  test("names device, address and last use, marks the one that asks, and holds nobody else's", async () => {
    const { ctx, here, elsewhere } = await ada();
    await createUser({
      ctx: world.visitor(),
      input: { email: "eve@example.com", password: "tr0ub4dor&3", workspaceName: "Lab", role: "member", apiKey: false },
    });
    await world.enter("tr0ub4dor&3", {}, "eve@example.com");
    world.clock.ms += 3600_000;
    await world.ports.accounts.sessionPrincipal(here, world.now());
    const { items } = await listAuthSessions({ ctx });
    expect(items).toEqual([
      expect.objectContaining({ id: elsewhere, device: "curl", address: "192.0.2.1", current: false }),
      expect.objectContaining({ id: here, device: "Firefox on Linux", lastUsedAt: world.now(), current: true }),
    ]);
  });

  test("ends one at once, everywhere, and only one's own", async () => {
    const { ctx, here, elsewhere, isOpen, workspaceId } = await ada();
    const eve = world.context("00000000-0000-7000-8000-000000000001", workspaceId);
    for (const id of [here, "00000000-0000-7000-8000-000000000002"])
      await expect(revokeAuthSession({ ctx: eve, input: { id } })).rejects.toMatchObject({ code: "not_found" });
    await revokeAuthSession({ ctx, input: { id: elsewhere } });
    expect(world.seen.ended).toEqual([elsewhere]);
    expect([await isOpen(here), await isOpen(elsewhere)]).toEqual([true, false]);
    await expect(revokeAuthSession({ ctx, input: { id: elsewhere } })).rejects.toMatchObject({ code: "not_found" });
    expect((await world.audit()).at(-1)).toBe("account.session-revoked");
  });

  test("ends all others, and stays here", async () => {
    const { ctx, here, elsewhere, isOpen } = await ada();
    expect(await revokeOtherAuthSessions({ ctx })).toEqual({ ended: 1 });
    expect([await isOpen(here), await isOpen(elsewhere)]).toEqual([true, false]);
  });
});

describe("a new password", () => {
  const change = (ctx: Context, currentPassword: string, newPassword = "staple battery") =>
    changePassword({ ctx, input: { currentPassword, newPassword } });

  test("needs the old one, ends all other sign-ins and open links, and is the one that is asked for", async () => {
    const { ctx, here, elsewhere, isOpen } = await ada();
    expect(await change(ctx, "wrong horse").catch(fieldOf)).toBe("currentPassword");
    expect(await change(ctx, world.ada.password, world.ada.email).catch(fieldOf)).toBe("newPassword");
    expect(await change(ctx, world.ada.password)).toEqual({ ended: 1 });
    expect([await isOpen(here), await isOpen(elsewhere)]).toEqual([true, false]);
    expect(world.seen.ended).toEqual([elsewhere]);
    await expect(world.enter(world.ada.password)).rejects.toMatchObject({ code: "invalid_credentials" });
    expect(await world.enter("staple battery")).toMatchObject({ kind: "signed-in" });
    expect(await world.audit()).toContain("account.password-changed");
  });

  test("cannot be reached by trying old ones", async () => {
    const { ctx } = await ada();
    const tries = await Promise.all(Array.from({ length: 40 }, (_, n) => change(ctx, `guess ${n}`).catch(codeOf)));
    expect(tries.filter((code) => code === "validation_failed")).toHaveLength(MOST);
    expect(await change(ctx, world.ada.password).catch(codeOf)).toBe("rate_limited");
  });
});

describe("an account elsewhere", () => {
  const provider = { name: "Example ID", issuer: "https://id.example" };
  /** Ada with so many accounts at the provider, which her world uses. */
  async function linked(...subjects: string[]) {
    const made = await ada();
    for (const subject of subjects) {
      const identity = { issuer: provider.issuer, subject, email: `${subject}@example.net` };
      await world.ports.signIns.linkIdentity({ ...identity, userId: made.userId, at: world.now() }, null);
    }
    const { identities } = await getSecurity({ ctx: made.ctx });
    const ctx: Context = { ...made.ctx, ports: { ...made.ctx.ports, identityProvider: provider } };
    const unlink = (id = identities[0]?.id ?? "", password: string | undefined = world.ada.password, asked = ctx) =>
      unlinkIdentity({ ctx: asked, input: { id, password } });
    const left = async () => (await world.ports.signIns.identities(made.userId)).map(({ subject }) => subject);
    return { ...made, ctx, identities, unlink, left };
  }
  const withoutPassword = () => world.pool.query("update users set password_hash = ''");

  test("of two people who link one at once, one has it, and the other hears so", async () => {
    const first = await linked();
    const second = { userId: randomUUID() };
    await world.pool.query(
      "insert into users (id, email, name, password_hash) values ($1, 'eve@example.org', 'Eve', '')",
      [second.userId],
    );
    const identity = { issuer: provider.issuer, subject: "shared", email: "shared@example.net", at: world.now() };
    const { signIns } = world.ports;
    expect(await signIns.linkIdentity({ ...identity, userId: first.userId }, null)).toBe(first.userId);
    expect(await signIns.linkIdentity({ ...identity, userId: second.userId }, null)).toBe(first.userId);
  });

  test("is removed with the password, lets nobody in any more, and every other browser is signed out", async () => {
    const { here, elsewhere, isOpen, unlink, left } = await linked("work", "home");
    expect(await unlink(undefined, "wrong horse").catch(fieldOf)).toBe("password");
    expect(await left()).toEqual(["work", "home"]);
    expect(await unlink()).toEqual({ ended: 1 });
    expect(await left()).toEqual(["home"]);
    expect([await isOpen(here), await isOpen(elsewhere)]).toEqual([true, false]);
    expect(world.seen.ended).toEqual([elsewhere]);
    const work = { issuer: provider.issuer, subject: "work" };
    expect(await world.ports.signIns.personByIdentity(work, world.now())).toBeNull();
    const { rows } = await world.pool.query("select verb, before from audit_log order by sequence desc limit 1");
    const before = { issuer: provider.issuer, email: "work@example.net" };
    expect(rows).toEqual([{ verb: "account.identity-unlinked", before }]);
    await expect(unlink()).rejects.toMatchObject({ code: "not_found" });
  });

  test("is nobody else's to remove", async () => {
    const { identities, unlink, left, workspaceId } = await linked("work");
    const eve = { email: "eve@example.com", password: "tr0ub4dor&3", workspaceName: "Lab", apiKey: false } as const;
    const { userId } = await createUser({ ctx: world.visitor(), input: { ...eve, role: "member" } });
    const asEve = world.context(userId, workspaceId);
    await expect(unlink(identities[0]?.id, eve.password, asEve)).rejects.toMatchObject({ code: "not_found" });
    expect(await left()).toEqual(["work"]);
  });

  test("stays while it is the only way in, also for two tabs at once, and says what to do first", async () => {
    const { identities, unlink, left, isOpen, elsewhere } = await linked("work", "home");
    await withoutPassword();
    const answers = await Promise.all(identities.map(({ id }) => unlink(id, undefined).catch(codeOf)));
    expect(answers.filter((one) => one === "last_way_in")).toHaveLength(1);
    expect(await left()).toHaveLength(1);
    expect(await isOpen(elsewhere)).toBe(false);
    const [last] = identities.filter((_, index) => answers[index] === "last_way_in");
    await expect(unlink(last?.id, undefined)).rejects.toThrow("set a password under Settings, Security first");
  });

  test("at a provider that the operator uses no more is no way in for whoever has no password", async () => {
    const { ctx, identities, unlink } = await linked("work", "home");
    await withoutPassword();
    const elsewhere = { ...ctx, ports: { ...ctx.ports, identityProvider: null } };
    await expect(unlink(identities[0]?.id, undefined, elsewhere)).rejects.toMatchObject({ code: "last_way_in" });
  });
});

describe("the second factor", () => {
  const codeFor = (secret: string, seconds = 0) =>
    TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: world.clock.ms + seconds * 1000 });
  const { password } = { password: "correct horse" };

  async function enabled() {
    const made = await ada();
    const { secret } = await startSecondFactor({ ctx: made.ctx, input: { password } });
    const { recoveryCodes } = await confirmSecondFactor({ ctx: made.ctx, input: { code: codeFor(secret) } });
    world.clock.ms += 30_000;
    return { ...made, secret, recoveryCodes };
  }
  /** The token of a half-done sign-in. */
  async function half() {
    const entered = await world.enter(password);
    if (entered.kind !== "second-step") throw new Error(entered.kind);
    return entered.token;
  }
  const complete = (token: string, code: string, address = "192.0.2.1") =>
    completeSecondStep({ ctx: world.visitor({ address }), input: { token, code } });

  test("is asked for once a code has confirmed it, not before; its secrets are stored sealed and hashed", async () => {
    const { ctx } = await ada();
    expect(await startSecondFactor({ ctx, input: { password: "wrong horse" } }).catch(fieldOf)).toBe("password");
    const { secret, uri } = await startSecondFactor({ ctx, input: { password } });
    expect(uri).toContain(secret);
    expect(await world.enter(password)).toMatchObject({ kind: "signed-in" });
    expect(await confirmSecondFactor({ ctx, input: { code: "000000" } }).catch(fieldOf)).toBe("code");
    const { recoveryCodes } = await confirmSecondFactor({ ctx, input: { code: codeFor(secret) } });
    expect(recoveryCodes).toHaveLength(10);
    expect(await getSecurity({ ctx })).toMatchObject({ secondFactor: { recoveryCodesLeft: 10 } });
    const token = await half();
    const stored = await world.dump("second_factors", "recovery_codes", "account_tokens", "audit_log", "auth_sessions");
    for (const text of [secret, token, ...recoveryCodes, ...recoveryCodes.map((one) => one.replaceAll("-", ""))])
      expect(stored).not.toContain(text);
    await expect(startSecondFactor({ ctx, input: { password } })).rejects.toMatchObject({ code: "already_exists" });
  });

  test("lets in with the code of now, the one before or the one after; each works once, also at the same moment", async () => {
    const { secret } = await enabled();
    const token = await half();
    const tries = await Promise.all(Array.from({ length: 5 }, () => complete(token, codeFor(secret)).catch(codeOf)));
    expect(tries.filter((one) => typeof one === "object")).toHaveLength(1);
    // The refused ones count or not, by who came first; that is another promise.
    await world.pool.query("delete from attempt_counts");
    const again = await half();
    await expect(complete(again, codeFor(secret))).rejects.toMatchObject({ code: "invalid_credentials" });
    await expect(complete(again, codeFor(secret, -30))).rejects.toMatchObject({ code: "invalid_credentials" });
    await expect(complete(again, codeFor(secret, 60))).rejects.toMatchObject({ code: "invalid_credentials" });
    expect(await complete(again, codeFor(secret, 30))).toMatchObject({ kind: "signed-in" });
    await expect(complete(again, codeFor(secret, 60))).rejects.toMatchObject({ code: "not_found" });
  });

  test("lets in with a recovery code, however it is typed, once", async () => {
    const { ctx, recoveryCodes } = await enabled();
    const [code = ""] = recoveryCodes;
    expect(await complete(await half(), ` ${code.toUpperCase().replaceAll("-", " ")} `)).toMatchObject({
      kind: "signed-in",
    });
    await expect(complete(await half(), code)).rejects.toMatchObject({ code: "invalid_credentials" });
    expect(await getSecurity({ ctx })).toMatchObject({ secondFactor: { recoveryCodesLeft: 9 } });
  });

  test("cannot be guessed: five codes are looked at from an address and ten from anywhere, a known device is apart", async () => {
    const { secret } = await enabled();
    const token = await half();
    const tries = await Promise.all(
      Array.from({ length: 200 }, (_, n) => complete(token, String(100_000 + n), "203.0.113.7").catch(codeOf)),
    );
    expect(tries.filter((code) => code === "invalid_credentials")).toHaveLength(MOST / 2);
    await expect(complete(token, codeFor(secret), "203.0.113.7")).rejects.toMatchObject({ code: "rate_limited" });
    const elsewhere = await Promise.all(
      Array.from({ length: 40 }, (_, n) => complete(token, String(200_000 + n), `198.51.100.${n}`).catch(codeOf)),
    );
    expect(elsewhere.filter((code) => code === "invalid_credentials")).toHaveLength(MOST / 2);
    await expect(complete(token, codeFor(secret), "192.0.2.99")).rejects.toMatchObject({ code: "rate_limited" });
    const knownDevice = { id: "laptop", accounts: [world.ada.email] };
    const known = completeSecondStep({ ctx: world.visitor({ knownDevice }), input: { token, code: codeFor(secret) } });
    expect(await known).toMatchObject({ kind: "signed-in" });
  });

  test("waits ten minutes for its code, and no longer; a forged or foreign token opens nothing", async () => {
    const { secret } = await enabled();
    const token = await half();
    await expect(complete("stp_forged", codeFor(secret))).rejects.toMatchObject({ code: "not_found" });
    world.clock.ms += 10 * 60_000 + 1;
    await expect(complete(token, codeFor(secret))).rejects.toMatchObject({ code: "not_found" });
  });

  test("is turned off with password and code, and its recovery codes are renewed so", async () => {
    const { ctx, secret, recoveryCodes } = await enabled();
    const [one = "", two = ""] = recoveryCodes;
    const wrongs = [
      { password: "wrong horse", code: one },
      { password, code: "000000" },
    ];
    for (const input of wrongs)
      expect(await disableSecondFactor({ ctx, input }).catch(codeOf)).toBe("validation_failed");
    const renewed = await renewRecoveryCodes({ ctx, input: { password, code: codeFor(secret) } });
    await expect(complete(await half(), two)).rejects.toMatchObject({ code: "invalid_credentials" });
    await disableSecondFactor({ ctx, input: { password, code: renewed.recoveryCodes[0] ?? "" } });
    expect(await world.enter(password)).toMatchObject({ kind: "signed-in" });
    expect(await world.audit()).toEqual(
      expect.arrayContaining([
        "account.second-factor-enabled",
        "account.recovery-codes-renewed",
        "account.second-factor-disabled",
      ]),
    );
  });
});

describe("a link for a new password", () => {
  const ask = (email = world.ada.email, address = "192.0.2.1") =>
    requestPasswordReset({ ctx: world.visitor({ address }), input: { email } });
  /** The links in the letters so far; letters are written after the answer. */
  async function tokens(count: number): Promise<string[]> {
    for (;;) {
      const { rows } = await world.pool.query("select * from letters order by created_at, id");
      if (rows.length >= count) return rows.map((row) => /rst_\S+/.exec(world.openLetter(row))?.[0] ?? "");
    }
  }
  const reset = (token: string, password = "staple battery") =>
    resetPassword({ ctx: world.visitor(), input: { token, password } });

  test("sets the password once, signs out everywhere, and is over after 45 minutes or another reset", async () => {
    const { here, elsewhere, isOpen } = await ada();
    await ask();
    const [first = ""] = await tokens(1);
    world.clock.ms += 1_000;
    await ask();
    const [, second = ""] = await tokens(2);
    expect(await world.dump("account_tokens", "letters", "audit_log")).not.toContain(first);
    expect(await reset(first, world.ada.email).catch(fieldOf)).toBe("password");
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => reset(first).catch(codeOf)));
    expect(outcomes.filter((one) => typeof one === "object")).toEqual([{ email: world.ada.email }]);
    await expect(reset(second)).rejects.toMatchObject({ code: "not_found" });
    expect([await isOpen(here), await isOpen(elsewhere)]).toEqual([false, false]);
    expect(world.seen.ended.toSorted()).toEqual([here, elsewhere].toSorted());
    expect(await world.enter("staple battery")).toMatchObject({ kind: "signed-in" });
    world.clock.ms += 16 * 60_000;
    await ask();
    const third = (await tokens(3)).at(-1) ?? "";
    world.clock.ms += 45 * 60_000 + 1;
    await expect(reset(third)).rejects.toMatchObject({ code: "not_found" });
    expect(await world.audit()).toEqual(
      expect.arrayContaining(["account.password-reset-requested", "account.password-reset"]),
    );
  });

  test("proves the address when it came by letter, and ends what somebody else may have made before", async () => {
    const { ctx, userId } = await ada();
    const made = async () => ({
      proven: (await world.ports.signIns.personById(userId))?.emailVerified,
      identities: (await world.ports.signIns.identities(userId)).length,
      keys: (await world.pool.query("select 1 from api_keys where revoked_at is null")).rowCount,
    });
    await world.pool.query("update users set email_verified_at = null");
    await world.pool.query(
      `insert into api_keys (id, workspace_id, user_id, name, hash, hint, scopes)
       values (gen_random_uuid(), $1, $2, 'Old', 'x', 'x', '{}')`,
      [ctx.workspaceId, userId],
    );
    const identity = { issuer: "https://id.example", subject: "mallory", email: "mallory@example.org" };
    await world.ports.signIns.linkIdentity({ ...identity, userId, at: world.now() }, null);
    const handed = await openResetLink(ctx, { id: userId, email: world.ada.email }, null);
    await reset(handed.path.split("/").at(-1) ?? "");
    expect(await made()).toEqual({ proven: false, identities: 1, keys: 1 });
    await ask();
    const [token = ""] = await tokens(1);
    await reset(token, "another battery");
    expect(await made()).toEqual({ proven: true, identities: 0, keys: 0 });
  });

  test("is answered alike for everyone, and goes to nobody who has no account or is suspended", async () => {
    await ada();
    expect(await ask("nobody@example.com")).toEqual(await ask(world.ada.email));
    await tokens(1);
    await world.pool.query("update users set suspended_at = now()");
    await ask();
    await ask("nobody@example.com");
    expect(await tokens(1)).toHaveLength(1);
  });

  test("comes three times in a quarter of an hour at most, and tokens cannot be tried out", async () => {
    await ada();
    for (let n = 0; n < 8; n++) await ask(world.ada.email, `203.0.113.${n}`);
    await tokens(3);
    expect(await tokens(3)).toHaveLength(3);
    const tries = await Promise.all(Array.from({ length: 100 }, (_, n) => reset(`rst_${n}`).catch(codeOf)));
    expect(tries.filter((code) => code === "not_found")).toHaveLength(5 * MOST);
  });
});

describe("letters that visitors ask for", () => {
  const limitTo = (quotas: Parameters<typeof testLimits>[0]) => {
    world.ports.rateLimits = testLimits(quotas);
  };
  afterEach(() => limitTo({}));
  /** Letters are written after the answer. */
  async function written(count: number): Promise<void> {
    while (((await world.pool.query("select 1 from letters")).rowCount ?? 0) < count);
  }
  const ask = (email: string, address = "203.0.113.1") =>
    requestPasswordReset({ ctx: world.visitor({ address }), input: { email } }).catch((error: Error) => error.message);

  test("are refused after so many to an address from a network, in the same words without an account", async () => {
    await ada();
    limitTo({ "letters-per-recipient": 3 });
    const emails = [world.ada.email, "nobody@example.com"];
    for (const email of emails) for (let n = 0; n < 3; n++) expect(await ask(email)).toBeNull();
    const words = "From here an address gets 3 letters a day. Try again in 24 hours.";
    expect(await Promise.all(emails.map((email) => ask(email)))).toEqual([words, words]);
    expect(await ask("ada+again@example.com")).toBe(words);
    await written(3);
    world.clock.ms += 16 * 60_000;
    expect(await ask(world.ada.email, "203.0.113.2")).toBeNull();
    await written(4);
  });

  test("from everywhere together fill nobody's mailbox, and from one network not those of many", async () => {
    limitTo({ "letters-per-mailbox": 4, "letters-per-address": 5 });
    const anywhere = await Promise.all(Array.from({ length: 9 }, (_, n) => ask(world.ada.email, `198.51.100.${n}`)));
    expect(anywhere.filter((one) => one === null)).toHaveLength(4);
    const many = await Promise.all(Array.from({ length: 9 }, (_, n) => ask(`p${n}@example.com`)));
    expect(many.filter((one) => one === null)).toHaveLength(5);
    expect(many.at(-1)).toBe("Your network address may ask for 5 letters a day. Try again in 24 hours.");
  });
});

describe("a new e-mail address", () => {
  /** To everybody, or to one address. */
  const letters = async (to = "%") =>
    (await world.pool.query("select * from letters where recipient like $1 order by created_at, id", [to])).rows;
  const isProven = async () => (await world.ports.signIns.personByEmail(world.ada.email))?.emailVerified;

  test("counts when the link in its letter is opened, once, and not when somebody else has it by then", async () => {
    const { ctx } = await ada();
    const input = { email: "lovelace@example.org", password: world.ada.password };
    expect(await changeEmail({ ctx, input: { ...input, password: "wrong horse" } }).catch(fieldOf)).toBe("password");
    expect(await changeEmail({ ctx, input })).toEqual({ outcome: "confirmation-sent" });
    expect(await world.enter(world.ada.password)).toMatchObject({ email: world.ada.email });
    const [letter] = await letters("lovelace@example.org");
    expect((await letters(world.ada.email)).map((row) => world.openLetter(row))).toEqual([
      expect.stringContaining("has asked to use lovelace@example.org"),
    ]);
    const token = /eml_\S+/.exec(world.openLetter(letter))?.[0] ?? "";
    const confirm = () => confirmEmail({ ctx: world.visitor(), input: { token } });
    expect(await confirm()).toEqual({ email: "lovelace@example.org" });
    await expect(confirm()).rejects.toMatchObject({ code: "not_found" });
    const told = await letters(world.ada.email);
    expect(told.map((row) => world.openLetter(row))).toContainEqual(
      expect.stringContaining("Its address is now lovelace@example.org"),
    );
    expect(told.map((row) => world.openLetter(row)).join()).not.toContain("eml_");
    expect(await world.ports.signIns.personByEmail("lovelace@example.org")).toMatchObject({ emailVerified: true });
    expect(await world.enter(world.ada.password, {}, "lovelace@example.org")).toMatchObject({ kind: "signed-in" });
  });

  test("is written to so many times a day, somebody's own or not", async () => {
    const { ctx: asked } = await ada();
    const ctx = { ...asked, ports: { ...asked.ports, rateLimits: testLimits({ "letters-per-user": 4 }) } };
    const ask = (n: number) =>
      changeEmail({ ctx, input: { email: `p${n}@example.org`, password: world.ada.password } }).catch(codeOf);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => ask(n)));
    expect(answers.filter((one) => one === "rate_limited")).toHaveLength(2);
    expect(await letters("p%")).toHaveLength(4);
  });

  test("that is somebody's is answered alike, and no letter goes out", async () => {
    const { ctx } = await ada();
    const eve = {
      email: "eve@example.com",
      password: "tr0ub4dor&3",
      workspaceName: "Lab",
      role: "member",
      apiKey: false,
    } as const;
    await createUser({ ctx: world.visitor(), input: eve });
    const input = { email: eve.email, password: world.ada.password };
    expect(await changeEmail({ ctx, input })).toEqual({ outcome: "confirmation-sent" });
    expect((await letters()).map(({ recipient }) => recipient)).toEqual([world.ada.email]);
  });

  test("that was asked for does not survive a new password, changed or set by letter", async () => {
    const { ctx } = await ada();
    const pending = async (email: string, password: string) => {
      await changeEmail({ ctx, input: { email, password } });
      const [letter] = await letters(email);
      return /eml_\S+/.exec(world.openLetter(letter))?.[0] ?? "";
    };
    const confirm = (token: string) => confirmEmail({ ctx: world.visitor(), input: { token } }).catch(codeOf);
    const first = await pending("eve@example.org", world.ada.password);
    const newPassword = "staple battery";
    await changePassword({ ctx, input: { currentPassword: world.ada.password, newPassword } });
    expect(await confirm(first)).toBe("not_found");
    const second = await pending("eve2@example.org", newPassword);
    const reset = await openResetLink(ctx, { id: ctx.actor.userId, email: world.ada.email }, null);
    const token = reset.path.split("/").at(-1) ?? "";
    await resetPassword({ ctx: world.visitor(), input: { token, password: "another battery" } });
    expect(await confirm(second)).toBe("not_found");
  });

  test("is unproven where no letter can confirm it, and refused where addresses let people in from elsewhere", async () => {
    const { ctx } = await ada();
    const silent = { ...ctx, ports: { ...ctx.ports, mail: { ...ctx.ports.mail, enabled: false } } };
    const elsewhere = { ...silent.ports, identityProvider: { name: "Example ID", issuer: "https://id.example" } };
    const ask = (asker: Context, email: string) =>
      changeEmail({ ctx: asker, input: { email, password: world.ada.password } });
    await expect(ask({ ...silent, ports: elsewhere }, "ceo@example.com")).rejects.toMatchObject({
      code: "mail_not_configured",
      message: expect.stringContaining("Example ID lets people in by their address"),
    });
    expect(await isProven()).toBe(true);
    expect(await ask(silent, "ceo@example.com")).toEqual({ outcome: "changed" });
    expect(await world.ports.signIns.personByEmail("ceo@example.com")).toMatchObject({ emailVerified: false });
  });
});
