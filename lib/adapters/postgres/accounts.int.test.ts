import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createPasswords } from "#lib/adapters/crypto/passwords.ts";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createAccounts } from "#lib/adapters/postgres/accounts.ts";
import { createApiKeys } from "#lib/adapters/postgres/api-keys.ts";
import { createAttempts } from "#lib/adapters/postgres/attempts.ts";
import { createInvitations } from "#lib/adapters/postgres/invitations.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createSignIns } from "#lib/adapters/postgres/sign-ins.ts";
import { createUser } from "#lib/application/accounts/create-user.ts";
import { setup } from "#lib/application/accounts/setup.ts";
import type { Visitor } from "#lib/application/accounts/visitor.ts";
import { createApiKey } from "#lib/application/api-keys/create-api-key.ts";
import { revokeApiKey } from "#lib/application/api-keys/revoke-api-key.ts";
import type { Actor, Context } from "#lib/application/context.ts";
import { acceptInvitation } from "#lib/application/invitations/accept-invitation.ts";
import { createInvitation } from "#lib/application/invitations/create-invitations.ts";
import type { Accounts } from "#lib/application/ports/accounts.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import { signIn } from "#lib/application/sign-ins/sign-in.ts";
import { signOut } from "#lib/application/sign-ins/sign-out.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { newId } from "#lib/server/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { notedSignIns } from "#lib/testing/noted-sign-ins.ts";

let database: TestDatabase;
let pool: pg.Pool;
let prisma: PrismaClient;
let accounts: Accounts;
let noted: ReturnType<typeof notedSignIns>;
let clock = Date.UTC(2026, 10, 21);

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 20 });
  prisma = createPrisma(pool);
  accounts = createAccounts(prisma, pool);
  noted = notedSignIns(createSignIns(prisma, pool));
});
afterAll(async () => {
  await noted.settled();
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await noted.settled();
  await pool.query("truncate users, workspaces, attempt_counts cascade");
  clock = Date.UTC(2026, 10, 21);
});

const now = () => new Date(clock).toISOString();
const ended: string[] = [];
const invalidations = {
  publish: (_topic: string, key: string) => void ended.push(key),
  subscribe: () => ({ close: () => {} }),
};
const visitor = (address = "192.0.2.1"): Visitor => ({
  address,
  correlationId: "test",
  door: "test",
  userAgent: "vitest",
  now,
  newId,
  ports: {
    accounts,
    apiKeys: createApiKeys(prisma, pool),
    signIns: noted.signIns,
    attempts: createAttempts(pool, 10),
    invitations: createInvitations(prisma, pool),
    mail: { enabled: false, announce: () => {} },
    tokens,
    invalidations,
    passwords: createPasswords({ N: 2 ** 10, r: 8, p: 1 }),
  } as unknown as Ports,
});
const context = (workspaceId: string, userId: string, role: WorkspaceRole, actor?: Actor): Context => ({
  ...visitor(),
  actor: actor ?? { kind: "user", userId, authSessionId: newId() },
  workspaceId,
  role,
  correlationId: newId(),
});
const owner = { email: "ada@example.com", password: "correct horse", name: "Ada", workspaceName: "Analytics" };
const setUp = () => setup({ ctx: visitor(), input: owner });
const enter = async (email: string, password: string) => {
  const entered = await signIn({ ctx: visitor(), input: { email, password } });
  if (entered.kind !== "signed-in") throw new Error("A second step is asked for.");
  return entered;
};

describe("first run", () => {
  test("of ten people who set up at once, one becomes the owner", async () => {
    const inputs = Array.from({ length: 10 }, (_, i) => ({ ...owner, email: `p${i}@example.com` }));
    const outcomes = await Promise.allSettled(inputs.map((input) => setup({ ctx: visitor(), input })));
    expect(outcomes.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    for (const one of outcomes)
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "setup_already_done" });
    expect((await pool.query("select role from memberships")).rows).toEqual([{ role: "owner" }]);
    const models = await pool.query("select provider, owner_id from llm_configs");
    expect(models.rows).toEqual([{ provider: "demo", owner_id: null }]); // everything works before a model is connected
  });
});

test("of credentials in use those are told that open nothing any more", async () => {
  const { userId, workspaceId } = await setUp();
  const { authSessionId } = await enter(owner.email, owner.password);
  const ctx = context(workspaceId, userId, "owner");
  const { id: keyId } = await createApiKey({ ctx, input: { name: "CI", scopes: ["sessions:read"], expiresAt: null } });
  const used = [
    { kind: "authSession", id: authSessionId, workspaceId },
    { kind: "apiKey", id: keyId, workspaceId },
  ] as const;
  const look = async (at = now()) => (await accounts.endedCredentials(used, at)).toSorted();
  const both = [authSessionId, keyId].toSorted();
  expect(await look()).toEqual([]);
  expect(await look(new Date(clock + 31 * 24 * 3600_000).toISOString())).toEqual([authSessionId]);
  await pool.query("update users set suspended_at = now()");
  expect(await look()).toEqual(both);
  await pool.query("update users set suspended_at = null");
  await revokeApiKey({ ctx, input: { id: keyId } });
  expect(await look()).toEqual([keyId]);
  await signOut({ ctx: visitor(), input: { authSessionId } });
  expect(await look()).toEqual(both);
  const elsewhere = [
    { ...used[0], id: (await enter(owner.email, owner.password)).authSessionId, workspaceId: newId() },
  ];
  expect(await accounts.endedCredentials(elsewhere, now())).toEqual([elsewhere[0]?.id]);
});

test("a sign-in that has gone on in another workspace is over in the first, unless it has only fallen back to it", async () => {
  const { userId, workspaceId } = await setUp();
  const { authSessionId } = await enter(owner.email, owner.password);
  const further = newId();
  await pool.query("insert into workspaces (id, name) values ($1, 'Further')", [further]);
  await pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'member')", [
    further,
    userId,
  ]);
  const used = (place: string) => [{ kind: "authSession" as const, id: authSessionId, workspaceId: place }];
  const looked = async () => [
    await accounts.endedCredentials(used(workspaceId), now()),
    await accounts.endedCredentials(used(further), now()),
  ];
  await pool.query("update auth_sessions set workspace_id = $1", [further]);
  expect(await looked()).toEqual([[authSessionId], []]);
  expect(await accounts.sessionPrincipal(authSessionId, now())).toMatchObject({ workspaceId: further });
  await pool.query("update memberships set suspended_at = now() where workspace_id = $1", [further]);
  expect(await accounts.sessionPrincipal(authSessionId, now())).toMatchObject({ workspaceId });
  expect(await looked()).toEqual([[], [authSessionId]]);
});

describe("invitations", () => {
  const invite = async (role: "admin" | "member" | "viewer" = "member") => {
    const { userId, workspaceId } = await setUp();
    const ctx = context(workspaceId, userId, "owner");
    const invitation = await createInvitation({ ctx, input: { email: "bob@example.com", role } });
    return { ...invitation, workspaceId };
  };
  const accept = (token: string) =>
    acceptInvitation({ ctx: visitor(), input: { token, name: "Bob", password: "staple battery" } });

  test("the token makes one account with the invited address and role, even when used many times at once", async () => {
    const { token, workspaceId } = await invite("viewer");
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => accept(token)));
    expect(outcomes.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    await expect(accept(token)).rejects.toMatchObject({ code: "not_found" });
    const { authSessionId } = await enter("bob@example.com", "staple battery");
    expect(await accounts.sessionPrincipal(authSessionId, now())).toMatchObject({ workspaceId, role: "viewer" });
  });

  test("the token is not stored, expires, and an unknown one opens nothing", async () => {
    const { token } = await invite();
    expect(JSON.stringify((await pool.query("select * from invitations")).rows)).not.toContain(token);
    await expect(accept("inv_unknown")).rejects.toMatchObject({ code: "not_found" });
    clock += 8 * 24 * 3600_000;
    await expect(accept(token)).rejects.toMatchObject({ code: "not_found" });
  });

  test("a taken address keeps the invitation open", async () => {
    const { token } = await invite();
    const input = {
      email: "bob@example.com",
      password: "staple battery",
      workspaceName: "Other",
      role: "member" as const,
      apiKey: false,
    };
    await createUser({ ctx: visitor(), input });
    await expect(accept(token)).rejects.toMatchObject({ code: "already_exists" });
    expect((await pool.query("select accepted_at from invitations")).rows[0].accepted_at).toBeNull();
  });

  describe("for someone whom an import has made a member without a password", () => {
    const made = async (workspaceId: string): Promise<string> => {
      const id = newId();
      await pool.query(
        "insert into users (id, email, name, password_hash, suspended_at) values ($1, 'bob@example.com', 'B', '', now())",
        [id],
      );
      await pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'member')", [
        workspaceId,
        id,
      ]);
      return id;
    };
    const register = (token: string) =>
      acceptInvitation({ ctx: visitor(), input: { token, name: "Bob", password: "battery staple" } });

    test("opens that account, with all that is in it, once", async () => {
      const { token, workspaceId } = await invite("admin");
      const id = await made(workspaceId);
      await expect(enter("bob@example.com", "")).rejects.toMatchObject({ code: "invalid_credentials" });
      expect(await register(token)).toEqual({ userId: id, workspaceId });
      await expect(register(token)).rejects.toMatchObject({ code: "not_found" });
      expect(await enter("bob@example.com", "battery staple")).toBeDefined();
      const { rows } = await pool.query(
        "select u.name, m.role from users u join memberships m on m.user_id = u.id where u.id = $1",
        [id],
      );
      expect(rows).toEqual([{ name: "Bob", role: "admin" }]);
    });

    test("opens nothing from another workspace, nor for one who is a member of two", async () => {
      const { token, workspaceId } = await invite();
      const other = newId();
      await pool.query("insert into workspaces (id, name) values ($1, 'Other')", [other]);
      const id = await made(other);
      await expect(register(token)).rejects.toMatchObject({ code: "already_exists" });
      await pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'member')", [
        workspaceId,
        id,
      ]);
      await expect(register(token)).rejects.toMatchObject({ code: "already_exists" });
      const { rows } = await pool.query("select password_hash from users where id = $1", [id]);
      expect(rows).toEqual([{ password_hash: "" }]);
    });
  });

  test("only admins and owners invite", async () => {
    const { userId, workspaceId } = await setUp();
    for (const role of ["viewer", "member"] as const) {
      const ctx = context(workspaceId, userId, role);
      const invitation = createInvitation({ ctx, input: { email: "bob@example.com", role: "member" } });
      await expect(invitation).rejects.toMatchObject({ code: "forbidden" });
    }
  });
});

describe("users from the command line", () => {
  const input = {
    email: "eve@example.com",
    password: "tr0ub4dor&3",
    workspaceName: "Lab",
    role: "member" as const,
    apiKey: true,
  };

  test("the first in a new workspace owns it, the next has the role that was asked for, with keys that work", async () => {
    const eve = await createUser({ ctx: visitor(), input });
    const mallory = await createUser({ ctx: visitor(), input: { ...input, email: "mallory@example.com" } });
    expect(mallory.workspaceId).toBe(eve.workspaceId);
    expect(await accounts.keyPrincipal(tokens.hash(eve.apiKey ?? ""), now())).toMatchObject({ role: "owner" });
    expect(await accounts.keyPrincipal(tokens.hash(mallory.apiKey ?? ""), now())).toMatchObject({ role: "member" });
  });

  test("a taken address, in whatever case, is refused and leaves no workspace behind", async () => {
    await createUser({ ctx: visitor(), input });
    const again = createUser({ ctx: visitor(), input: { ...input, workspaceName: "Another" } });
    await expect(again).rejects.toMatchObject({ code: "already_exists" });
    expect((await pool.query("select name from workspaces")).rows).toEqual([{ name: "Lab" }]);
    await expect(
      pool.query(
        "insert into users (id, email, name, password_hash) values (gen_random_uuid(), 'EVE@example.com', '', '')",
      ),
    ).rejects.toThrow();
  });
});
