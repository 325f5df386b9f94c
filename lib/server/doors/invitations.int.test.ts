import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Visitor } from "#lib/application/accounts/visitor.ts";
import { joinWithInvitation } from "#lib/application/invitations/join-with-invitation.ts";
import { letterPlace } from "#lib/application/mail/write-letter.ts";
import { newId } from "#lib/server/new-id.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { testLimits } from "#lib/testing/rate-limits.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
let owner: Person;
beforeAll(async () => {
  const mail = { enabled: true, link: (path: string) => `https://t.example${path}`, announce: () => {} };
  world = await createDoorsWorld({ mail });
  world.ports.workspaces = { ...world.ports.workspaces, namedDomains: ["*.example.com", "example.org"] };
});
afterAll(() => world.close());
beforeEach(async () => {
  owner = await world.person({ role: "owner" });
});

type Body = Record<string, unknown> & {
  items: Record<string, unknown>[];
  errors?: { path: string; message: string }[];
};
async function api(method: Method, path: string, as: Person | null, body?: unknown) {
  const response = await world.send(method, `/api/${path}`, { as, body });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}
const refusal = ({ status, body }: { status: number; body: Body }) => [status, body?.code];
const invite = (email: string, role = "member", as = owner) => api("POST", "invitations", as, { email, role });
const accept = (token: unknown) =>
  api("POST", "invitations/accept", null, { token, name: "Grace", password: "correct horse staple" });
const emailOf = async ({ userId }: Person): Promise<string> =>
  (await world.pool.query("select email from users where id = $1", [userId])).rows[0].email;
const letters = async (to: string) =>
  (
    await world.pool.query(
      `select id, workspace_id as "workspaceId", status, subject, body_cipher as cipher from letters
       where recipient = $1 order by created_at, id`,
      [to],
    )
  ).rows;
const textOf = (letter: { id: string; workspaceId: string; cipher: string }) =>
  world.ports.secrets.open(letter.cipher, letterPlace(letter));
const address = () => `${randomUUID()}@example.com`;

describe("inviting", () => {
  test("writes a letter with the link, and stores neither in clear", async () => {
    const email = address();
    const { status, body } = await invite(email, "viewer");
    expect([status, body.mailed, body.role]).toEqual([201, true, "viewer"]);
    const [letter] = await letters(email);
    expect(textOf(letter)).toContain(`https://t.example/invitations/${body.token}`);
    expect(letter.subject).toBe("Join “Test” on Throughline");
    const { rows } = await world.pool.query(
      "select i::text as i, l::text as l from invitations i join letters l on l.about_id = i.id where i.email = $1",
      [email],
    );
    expect(JSON.stringify(rows)).not.toContain(String(body.token));
    const { items } = (await api("GET", "invitations", owner)).body;
    expect(items).toMatchObject([{ email, role: "viewer", expired: false, mail: { status: "waiting" } }]);
  });

  test("several at once is all or nothing, each address once, and a member among them is named", async () => {
    const [one, two] = [address(), address()];
    const bob = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    const refused = await api("POST", "invitations/batch", owner, { emails: [one, await emailOf(bob), two] });
    expect(refusal(refused)).toEqual([409, "already_exists"]);
    expect(refused.body.errors).toEqual([
      { path: "emails.1", message: `${await emailOf(bob)} is in this workspace already.` },
    ]);
    expect((await api("GET", "invitations", owner)).body.items).toEqual([]);
    const made = await api("POST", "invitations/batch", owner, { emails: [one, two.toUpperCase(), one] });
    expect(made.body.items.map(({ email }) => email)).toEqual([one, two]);
    for (const emails of [[], ["nonsense"], Array.from({ length: 51 }, address), [`x@${"a".repeat(250)}.com`]])
      expect(refusal(await api("POST", "invitations/batch", owner, { emails }))).toEqual([422, "validation_failed"]);
  });

  test("somebody who is suspended is refused with what to do instead", async () => {
    const bob = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    await api("POST", `members/${bob.userId}/suspend`, owner, {});
    expect(await invite(await emailOf(bob))).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("Restore them instead") },
    });
  });

  test("again takes the place of the open one: its link and its letter end", async () => {
    const email = address();
    const first = await invite(email);
    const second = await invite(email, "admin");
    expect((await api("GET", "invitations", owner)).body.items).toHaveLength(1);
    expect((await letters(email)).map(({ status }) => status).toSorted()).toEqual(["failed", "waiting"]);
    expect(refusal(await accept(first.body.token))).toEqual([404, "not_found"]);
    expect((await accept(second.body.token)).status).toBe(201);
    expect((await api("GET", "invitations", owner)).body.items).toEqual([]);
  });

  test("by two admins at the same moment leaves one link and one letter, and nobody hears of a fault", async () => {
    const admin = await world.person({ workspaceId: owner.workspaceId, role: "admin" });
    const emails = [address(), address()];
    const batches = [emails, emails.toReversed(), emails, emails.toReversed()];
    const made = await Promise.all(
      batches.map((some, n) => api("POST", "invitations/batch", n % 2 ? admin : owner, { emails: some })),
    );
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect((await api("GET", "invitations", owner)).body.items).toHaveLength(2);
    for (const email of emails)
      expect((await letters(email)).filter(({ status }) => status === "waiting")).toHaveLength(1);
  });

  test("is for admins; others neither invite nor see who is invited", async () => {
    for (const role of ["member", "viewer"] as const) {
      const person = await world.person({ workspaceId: owner.workspaceId, role });
      expect(refusal(await invite(address(), "member", person))).toEqual([403, "forbidden"]);
      expect(refusal(await api("GET", "invitations", person))).toEqual([403, "forbidden"]);
    }
    expect(refusal(await invite(address(), "owner"))).toEqual([422, "validation_failed"]);
  });
});

describe("letters", () => {
  const limitTo = (quotas: Parameters<typeof testLimits>[0]) => {
    world.ports.rateLimits = testLimits(quotas);
  };
  afterEach(() => limitTo({}));

  test("to one address are three a day, of all workspaces together, renewals too; whoever is refused is told", async () => {
    limitTo({ "letters-per-recipient": 3 });
    const email = address();
    const { body } = await invite(email);
    const renew = () => api("POST", `invitations/${body.id}/renew`, owner, {});
    expect([(await renew()).status, (await renew()).status]).toEqual([200, 200]);
    const refused = await renew();
    expect(refusal(refused)).toEqual([429, "rate_limited"]);
    expect(refused.body.detail).toBe(
      `From here an address gets 3 letters a day. Try again in 24 hours. Enough have had: ${email}.`,
    );
    expect(refusal(await invite(email, "member", await world.person()))).toEqual([429, "rate_limited"]);
    const other = address();
    const both = await api("POST", "invitations/batch", owner, { emails: [other, email] });
    expect(refusal(both)).toEqual([429, "rate_limited"]);
    expect([(await letters(email)).length, (await letters(other)).length]).toEqual([3, 0]);
  });

  test("of a person and of a workspace are so many a day, all of a call or none", async () => {
    limitTo({ "letters-per-workspace": 5, "letters-per-user": 7 });
    const batch = (count: number, as: Person) =>
      api("POST", "invitations/batch", as, { emails: Array.from({ length: count }, address) });
    const admin = await world.person({ workspaceId: owner.workspaceId, role: "admin" });
    expect((await batch(4, owner)).status).toBe(201);
    expect((await batch(2, admin)).body.detail).toContain("A workspace sends 5 letters a day.");
    expect((await batch(1, admin)).status).toBe(201);
    const { rows } = await world.pool.query("select count(*)::int from letters where workspace_id = $1", [
      owner.workspaceId,
    ]);
    expect(rows).toEqual([{ count: 5 }]);
    limitTo({ "letters-per-user": 2 });
    expect((await batch(3, owner)).body.detail).toContain("You may send 2 letters a day.");
    expect((await batch(2, owner)).status).toBe(201);
  });

  test("that are not written are not counted", async () => {
    limitTo({ "letters-per-recipient": 1 });
    const email = address();
    const bob = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    expect((await api("POST", "invitations/batch", owner, { emails: [email, await emailOf(bob)] })).status).toBe(409);
    const { invitations, mail } = world.ports;
    world.ports.invitations = { ...invitations, add: () => Promise.reject(new Error("The database is away.")) };
    expect((await invite(email)).status).toBe(500);
    world.ports.invitations = invitations;
    world.ports.mail = { ...mail, enabled: false };
    for (const _ of [1, 2]) expect((await invite(email)).body.mailed).toBe(false);
    world.ports.mail = mail;
    expect((await invite(email)).body.mailed).toBe(true);
    expect((await invite(email)).status).toBe(429);
  });
});

describe("an invitation", () => {
  test("that is renewed has a new link and letter, and the old link opens nothing", async () => {
    const email = address();
    const { body } = await invite(email);
    const renewed = await api("POST", `invitations/${body.id}/renew`, owner, {});
    expect(renewed.body).toMatchObject({ id: body.id, email, mailed: true });
    expect(refusal(await accept(body.token))).toEqual([404, "not_found"]);
    expect((await accept(renewed.body.token)).status).toBe(201);
    expect(refusal(await api("POST", `invitations/${body.id}/renew`, owner, {}))).toEqual([404, "not_found"]);
  });

  test("that is ended opens nothing, and is foreign to other workspaces", async () => {
    const { body } = await invite(address());
    const stranger = await world.person();
    expect(refusal(await api("DELETE", `invitations/${body.id}`, stranger))).toEqual([404, "not_found"]);
    expect(refusal(await api("POST", `invitations/${body.id}/renew`, stranger, {}))).toEqual([404, "not_found"]);
    expect((await api("DELETE", `invitations/${body.id}`, owner)).status).toBe(204);
    expect(refusal(await api("DELETE", `invitations/${body.id}`, owner))).toEqual([404, "not_found"]);
    expect(refusal(await accept(body.token))).toEqual([404, "not_found"]);
  });

  test("that has expired says so in the list, opens nothing and can be renewed", async () => {
    const { body } = await invite(address());
    await world.pool.query("update invitations set expires_at = now() - interval '1 minute' where id = $1", [body.id]);
    expect((await api("GET", "invitations", owner)).body.items).toMatchObject([{ expired: true }]);
    expect(refusal(await accept(body.token))).toEqual([404, "not_found"]);
    const renewed = await api("POST", `invitations/${body.id}/renew`, owner, {});
    expect((await accept(renewed.body.token)).status).toBe(201);
  });
});

describe("an account that is there", () => {
  const visitor = (): Visitor => ({
    ...{ address: "192.0.2.1", userAgent: null, correlationId: "test", door: "test", newId },
    ...{ now: () => new Date().toISOString(), ports: world.ports },
  });
  const signIn = async ({ userId }: Person): Promise<string> => {
    const id = newId();
    const at = new Date();
    const expiresAt = new Date(at.getTime() + 3_600_000).toISOString();
    await world.pool.query(
      "insert into auth_sessions (id, user_id, created_at, expires_at, last_used_at) values ($1, $2, $3, $4, $3)",
      [id, userId, at, expiresAt],
    );
    return id;
  };
  const join = (token: unknown, authSessionId: string) =>
    joinWithInvitation({ ctx: visitor(), input: { token: String(token), authSessionId } });

  test("joins a further workspace once and goes on there with that sign-in, and begins there the next time", async () => {
    const ada = await world.person();
    const { body } = await invite(await emailOf(ada), "admin");
    expect(refusal(await accept(body.token))).toEqual([409, "already_exists"]);
    const sid = await signIn(ada);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => join(body.token, sid)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const at = new Date().toISOString();
    const place = { workspaceId: owner.workspaceId, role: "admin" };
    expect(await world.ports.accounts.sessionPrincipal(sid, at)).toMatchObject(place);
    const next = { id: newId(), userId: ada.userId, userAgent: null, address: null, at };
    await world.ports.signIns.addAuthSession({ ...next, expiresAt: new Date(Date.now() + 60_000).toISOString() }, null);
    expect(await world.ports.accounts.sessionPrincipal(next.id, at)).toMatchObject(place);
  });

  test("of another address is told whose the invitation is, and nothing is used up", async () => {
    const [ada, email] = [await world.person(), address()];
    const { body } = await invite(email);
    await expect(join(body.token, await signIn(ada))).rejects.toMatchObject({
      code: "wrong_account",
      message: `This invitation is for ${email}; you are signed in as ${await emailOf(ada)}.`,
    });
    await expect(join(body.token, newId())).rejects.toMatchObject({ code: "unauthenticated" });
    expect((await accept(body.token)).status).toBe(201);
  });

  test("that was removed from its only workspace comes back by an invitation", async () => {
    const bob = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    await api("DELETE", `members/${bob.userId}`, owner);
    const sid = await signIn(bob);
    const at = new Date().toISOString();
    expect(await world.ports.accounts.sessionPrincipal(sid, at)).toBeNull();
    const { body } = await invite(await emailOf(bob), "viewer");
    await join(body.token, sid);
    expect(await world.ports.accounts.sessionPrincipal(sid, at)).toMatchObject({ role: "viewer" });
  });
});

describe("signing up without an invitation", () => {
  const ask = (email: string) => api("POST", "sign-up", null, { email });
  const openTo = (domains: string[], role = "member") =>
    api("PATCH", "workspaces/current", owner, { signUp: { mode: "domains", domains, role } });
  const domainOf = () => `d${randomUUID().slice(0, 8)}.example.com`;
  const nameDomains = (...namedDomains: string[]) => {
    world.ports.workspaces = { ...world.ports.workspaces, namedDomains };
  };

  test("gives everybody the same answer, and a link to those whose domain is open", async () => {
    const domain = domainOf();
    expect((await openTo([domain], "viewer")).status).toBe(200);
    const asked = [`new@${domain}`, `new@${domainOf()}`, `new@sub.${domain}`];
    for (const email of asked) expect(await ask(email)).toEqual({ status: 202, body: null });
    expect(await Promise.all(asked.map(async (email) => (await letters(email)).length))).toEqual([1, 0, 0]);
    const [letter] = await letters(`new@${domain}`);
    const [, token] = /invitations\/(\S+)/.exec(textOf(letter)) ?? [];
    const joined = await accept(token);
    expect(joined).toMatchObject({ status: 201, body: { workspaceId: owner.workspaceId } });
    expect((await api("GET", "invitations", owner)).body.items).toEqual([]);
    const { items } = (await api("GET", "members", owner)).body;
    expect(items.map(({ role }) => role)).toEqual(["owner", "viewer"]);
  });

  test("proves the address by its letter; an invitation, whose link is shown to others, does not", async () => {
    const domain = domainOf();
    await openTo([domain]);
    await ask(`own@${domain}`);
    const [, own] = /invitations\/(\S+)/.exec(textOf((await letters(`own@${domain}`))[0])) ?? [];
    const { body } = await api("POST", "invitations", owner, { email: `shown@${domain}`, role: "member" });
    for (const token of [own, body.token as string]) expect((await accept(token)).status).toBe(201);
    const isProven = async (name: string) =>
      (await world.ports.signIns.personByEmail(`${name}@${domain}`))?.emailVerified;
    expect([await isProven("own"), await isProven("shown")]).toEqual([true, false]);
  });

  test("of many who ask for one address at once writes one letter, with a link that works", async () => {
    const domain = domainOf();
    await openTo([domain]);
    const email = `new@${domain}`;
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(email)));
    expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
    const written = await letters(email);
    expect(written.map(({ status }) => status)).toEqual(["waiting"]);
    const [, token] = /invitations\/(\S+)/.exec(textOf(written[0])) ?? [];
    expect((await accept(token)).status).toBe(201);
  });

  test("writes no end of letters neither to one address nor to a domain, and refuses in the same words where none goes out", async () => {
    const domain = domainOf();
    await openTo([domain]);
    const closed = domainOf();
    world.ports.rateLimits = testLimits({ "letters-per-recipient": 1, "letters-per-domain": 3 });
    onTestFinished(() => {
      world.ports.rateLimits = testLimits();
    });
    const details: unknown[] = [];
    for (const one of [domain, closed]) {
      expect((await ask(`a@${one}`)).status).toBe(202);
      for (const name of ["a", "a+b"]) details.push((await ask(`${name}@${one}`)).body.detail);
      for (const name of ["b", "c"]) expect((await ask(`${name}@${one}`)).status).toBe(202);
      details.push((await ask(`d@${one}`)).body.detail);
    }
    expect(details[0]).toBe("From here an address gets 1 letter a day. Try again in 24 hours.");
    expect(details[2]).toBe(
      "The addresses of a domain get 3 letters a day that visitors ask for. Try again in 24 hours.",
    );
    expect(details.slice(3)).toEqual(details.slice(0, 3));
    const { rows } = await world.pool.query("select recipient from letters where recipient like $1", [`%@${domain}`]);
    expect(rows).toHaveLength(3);
  });

  test("tells members so by mail, suspended ones nothing, and writes nobody twice in a row", async () => {
    const domain = domainOf();
    await openTo([domain]);
    const people = await Promise.all(["member", "gone"].map(() => world.person({ workspaceId: owner.workspaceId })));
    const emails = [`member@${domain}`, `gone@${domain}`];
    for (const [n, { userId }] of people.entries())
      await world.pool.query("update users set email = $2 where id = $1", [userId, emails[n]]);
    await world.pool.query("update memberships set role = 'member' where user_id = any($1)", [
      people.map(({ userId }) => userId),
    ]);
    await api("POST", `members/${people[1]?.userId}/suspend`, owner, {});
    for (const email of [...emails, ...emails]) expect(await ask(email)).toEqual({ status: 202, body: null });
    expect((await letters(emails[0] ?? "")).map(({ subject }) => subject)).toEqual(["You are in “Test” already"]);
    expect(await letters(emails[1] ?? "")).toEqual([]);
  });

  test("is the operator's to allow: any domain in the first workspace, elsewhere those that they name", async () => {
    const domain = `${randomUUID()}.example.net`;
    expect((await api("GET", "workspaces/current", owner)).body.openable).toBe("named");
    const refused = await openTo([domainOf(), domain]);
    expect(refusal(refused)).toEqual([403, "forbidden"]);
    expect(refused.body.errors).toEqual([
      { path: "signUp.domains.1", message: `Ask the operator to name ${domain} in SIGN_UP_DOMAINS.` },
    ]);
    nameDomains();
    expect((await api("GET", "workspaces/current", owner)).body.openable).toBe("none");
    const { keyRotation } = world.ports;
    world.ports.keyRotation = { ...keyRotation, firstWorkspace: async () => owner.workspaceId };
    expect((await api("GET", "workspaces/current", owner)).body.openable).toBe("any");
    expect((await openTo([domain])).status).toBe(200);
    expect(await ask(`new@${domain}`)).toEqual({ status: 202, body: null });
    // What the operator takes back is closed, whatever the workspace has stored.
    world.ports.keyRotation = keyRotation;
    nameDomains("*.example.com", "example.org");
    expect(await ask(`late@${domain}`)).toEqual({ status: 202, body: null });
    expect([(await letters(`new@${domain}`)).length, (await letters(`late@${domain}`)).length]).toEqual([1, 0]);
  });

  test("a domain leads to one workspace, until that one lets it go", async () => {
    const [domain, mine] = [domainOf(), domainOf()];
    const eve = await world.person();
    const openEves = (domains: string[], mode = "domains") =>
      api("PATCH", "workspaces/current", eve, { signUp: { mode, domains } });
    const both = await Promise.all([openTo([domain]), openEves([mine, domain])]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    await openEves([], "invitation");
    expect((await openTo([domain])).status).toBe(200);
    const taken = await openEves([mine, domain]);
    expect(refusal(taken)).toEqual([409, "already_exists"]);
    expect(taken.body.errors).toMatchObject([{ path: "signUp.domains.1" }]);
    expect((await api("GET", "workspaces/current", eve)).body.signUp).toMatchObject({ mode: "invitation" });
    await api("PATCH", "workspaces/current", owner, { signUp: { mode: "invitation", domains: [domain] } });
    expect((await openEves([mine, domain])).status).toBe(200);
  });

  test("is set by admins, for domains that are somebody's own", async () => {
    for (const domains of [
      ["gmail.com"],
      ["nonsense"],
      [],
      ["a b.com"],
      ["-x.com"],
      Array.from({ length: 21 }, domainOf),
    ])
      expect([domains, refusal(await openTo(domains))]).toEqual([domains, [422, "validation_failed"]]);
    expect((await openTo([" @Example.ORG ", "example.org"])).body).toMatchObject({
      signUp: { domains: ["example.org"] },
    });
    const bob = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    expect(refusal(await api("PATCH", "workspaces/current", bob, { name: "Mine" }))).toEqual([403, "forbidden"]);
    const back = { signUp: { mode: "invitation", domains: ["example.org"] } };
    expect((await api("PATCH", "workspaces/current", owner, back)).body).toMatchObject(back);
    expect((await letters("x@example.org")).length).toBe(0);
  });
});
