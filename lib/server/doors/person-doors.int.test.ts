import { afterAll, beforeAll, expect, test } from "vitest";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
beforeAll(async () => {
  world = await createDoorsWorld();
});
afterAll(() => world.close());

interface Colleagues {
  owner: Person;
  coOwner: Person;
  member: Person;
  /** An account elsewhere that opens the owner's. */
  identityId: string;
}
type Act = [name: string, (people: Colleagues) => { method: Method; path: string; body?: object }];

const post = (path: string, body: object = {}) => ({ method: "POST" as const, path, body });
const proof = { password: "correct horse", code: "123456" };

/** What is a person's alone. */
const acts: Act[] = [
  ["hands the workspace over", ({ member }) => post("/api/workspaces/current/transfer", transferTo(member))],
  [
    "makes an owner",
    ({ member }) => ({ ...post(`/api/members/${member.userId}`, { role: "owner" }), method: "PATCH" }),
  ],
  [
    "unmakes one",
    ({ coOwner }) => ({ ...post(`/api/members/${coOwner.userId}`, { role: "viewer" }), method: "PATCH" }),
  ],
  ["unmakes itself", ({ owner }) => ({ ...post(`/api/members/${owner.userId}`, { role: "admin" }), method: "PATCH" })],
  ["removes an owner", ({ coOwner }) => ({ method: "DELETE", path: `/api/members/${coOwner.userId}` })],
  ["suspends an owner", ({ coOwner }) => post(`/api/members/${coOwner.userId}/suspend`)],
  ["opens another's account", ({ member }) => post(`/api/members/${member.userId}/password-reset`)],
  ["leaves", () => post("/api/workspaces/current/leave")],
  ["makes a workspace", () => post("/api/workspaces", { name: "Further" })],
  ["deletes the workspace", () => post("/api/workspaces/current/deletion", { name: "Lab" })],
  ["keeps the workspace", () => ({ method: "DELETE", path: "/api/workspaces/current/deletion" })],
  ["deletes the account", () => post("/api/me/deletion", { password: "correct horse" })],
  ["keeps the account", () => ({ method: "DELETE", path: "/api/me/deletion" })],
  ["changes the address", () => post("/api/me/email", { email: "other@example.com", password: "correct horse" })],
  ["sets the password", () => post("/api/password", { currentPassword: "x", newPassword: "staple battery" })],
  ["starts a second factor", () => post("/api/second-factor", { password: "correct horse" })],
  ["confirms a second factor", () => post("/api/second-factor/confirm", { code: "123456" })],
  ["renews recovery codes", () => post("/api/second-factor/recovery-codes", proof)],
  [
    "unlinks an identity",
    ({ identityId }) => post(`/api/identities/${identityId}/unlink`, { password: "correct horse" }),
  ],
  ["turns the second factor off", () => post("/api/second-factor/disable", proof)],
];
const transferTo = ({ userId }: Person) => ({ userId, workspaceName: "Lab" });

test.each(acts)("an owner's API key with every scope never %s", async (_, act) => {
  const owner = await world.person();
  const { workspaceId } = owner;
  await world.pool.query("update workspaces set name = 'Lab' where id = $1", [workspaceId]);
  const [coOwner, member] = [await world.person({ workspaceId }), await world.person({ workspaceId, role: "member" })];
  const { rows } = await world.pool.query(
    "insert into identities (issuer, subject, user_id, email) values ('https://id.example', gen_random_uuid(), $1, 'x') returning id",
    [owner.userId],
  );
  const standing = async () =>
    (
      await world.pool.query("select user_id, role, suspended_at from memberships where workspace_id = $1 order by 1", [
        workspaceId,
      ])
    ).rows;
  const before = await standing();
  const { method, path, body } = act({ owner, coOwner, member, identityId: rows[0].id });
  const answer = await world.send(method, path, { as: owner, ...(body && { body }) });
  expect([answer.status, await answer.json()]).toMatchObject([
    403,
    { code: "forbidden", detail: "An API key cannot do this. Sign in and do it in the browser." },
  ]);
  expect(await standing()).toEqual(before);
});

test("an owner's API key does not go on in another workspace of theirs", async () => {
  const [owner, other] = [await world.person(), await world.person()];
  await world.pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')", [
    other.workspaceId,
    owner.userId,
  ]);
  const path = `/api/workspaces/${other.workspaceId}/switch`;
  expect((await world.send("POST", path, { as: owner, body: {} })).status).toBe(404);
  expect((await world.send("POST", path, { headers: { cookie: owner.cookie }, body: {} })).status).toBe(204);
});

test("an owner's API key still manages those who are no owners", async () => {
  const owner = await world.person();
  const { userId } = await world.person({ workspaceId: owner.workspaceId, role: "member" });
  const patched = await world.send("PATCH", `/api/members/${userId}`, { as: owner, body: { role: "viewer" } });
  expect(patched.status).toBe(200);
  expect((await world.send("DELETE", `/api/members/${userId}`, { as: owner })).status).toBe(204);
});
