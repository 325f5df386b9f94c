import { afterAll, beforeAll, expect, test } from "vitest";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";

let world: DoorsWorld;
let owner: Person;
beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
});
afterAll(() => world.close());

const colleague = (role: "owner" | "admin" | "member" | "viewer") =>
  world.person({ workspaceId: owner.workspaceId, role });
/** In a browser. */
const ask = (asker: Person, { userId }: Person) =>
  world.send("POST", `/api/members/${userId}/password-reset`, { body: {}, headers: { cookie: asker.cookie } });

test("an admin's link sets a member's password, once, and signs them out everywhere", async () => {
  const member = await colleague("member");
  const admin = await colleague("admin");
  const { path } = await (await ask(admin, member)).json();
  const token = path.split("/").at(-1);
  const complete = (body: object) => world.send("POST", "/api/password-resets/complete", { body });
  expect((await complete({ token, password: "password" })).status).toBe(422);
  expect((await complete({ token, password: "staple battery" })).status).toBe(200);
  expect((await complete({ token, password: "staple battery" })).status).toBe(404);
  const me = (headers: Record<string, string>) => world.send("GET", "/api/me", { headers });
  expect((await me({ cookie: member.cookie })).status).toBe(401);
  expect((await me({ "x-api-key": member.apiKey })).status).toBe(200); // keys stay, and the page says so
  const security = await (await world.send("GET", "/api/security", { as: member })).json();
  expect(security.resetLinkMade).toEqual({ by: expect.any(String), at: expect.any(String) });
  expect((await (await world.send("GET", "/api/security", { as: admin })).json()).resetLinkMade).toBeNull();
  const { rows } = await world.pool.query(
    "select after from audit_log where verb = 'account.password-reset-requested' and target_id = $1",
    [member.userId],
  );
  expect(rows).toEqual([{ after: { handedOn: "link to the admin" } }]);
});

test("where mail is set the letter goes to the member, and the admin sees no link", async () => {
  const member = await colleague("member");
  const { mail } = world.ports;
  Object.assign(world.ports, { mail: { ...mail, enabled: true } });
  const answer = await (await ask(await colleague("admin"), member)).json();
  Object.assign(world.ports, { mail });
  expect(answer).toEqual({ email: expect.any(String), path: null, expiresAt: expect.any(String) });
  const { rows } = await world.pool.query("select recipient from letters");
  expect(rows).toEqual([{ recipient: answer.email }]);
  expect((await (await world.send("GET", "/api/security", { as: member })).json()).resetLinkMade).toBeNull();
});

test("nobody makes one for who has more or as many rights, is elsewhere too, or is not theirs, nor with an API key", async () => {
  const [admin, member] = [await colleague("admin"), await colleague("member")];
  const statusOf = async (asker: Person, target: Person) => (await ask(asker, target)).status;
  expect(await statusOf(admin, owner)).toBe(403);
  expect(await statusOf(admin, await colleague("admin"))).toBe(403);
  expect(await statusOf(owner, await colleague("owner"))).toBe(403);
  expect(await statusOf(member, await colleague("viewer"))).toBe(403);
  expect(await statusOf(await world.person(), member)).toBe(404);
  const other = await world.person();
  await world.pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')", [
    other.workspaceId,
    member.userId,
  ]);
  expect(await statusOf(owner, member)).toBe(403);
  const byKey = await world.send("POST", `/api/members/${admin.userId}/password-reset`, { as: owner, body: {} });
  expect(byKey.status).toBe(403);
});
