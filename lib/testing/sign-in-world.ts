import pg from "pg";
import { codes } from "#lib/adapters/crypto/codes.ts";
import { createPasswords } from "#lib/adapters/crypto/passwords.ts";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createAccounts } from "#lib/adapters/postgres/accounts.ts";
import { createApiKeys } from "#lib/adapters/postgres/api-keys.ts";
import { createAttempts } from "#lib/adapters/postgres/attempts.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createSignIns } from "#lib/adapters/postgres/sign-ins.ts";
import { setup } from "#lib/application/accounts/setup.ts";
import type { Visitor } from "#lib/application/accounts/visitor.ts";
import type { Context } from "#lib/application/context.ts";
import { letterPlace } from "#lib/application/mail/write-letter.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import { signIn } from "#lib/application/sign-ins/sign-in.ts";
import { newId } from "#lib/server/new-id.ts";
import { createTestDatabase } from "./database.ts";
import { notedSignIns } from "./noted-sign-ins.ts";
import { testLimits } from "./rate-limits.ts";

/** Failed attempts that one person may have from one place. */
export const MOST = 10;

/** Everything that signing in needs, on a real database with a clock of its own. */
export async function createSignInWorld() {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 20 });
  const prisma = createPrisma(pool);
  const passwords = createPasswords({ N: 2 ** 10, r: 8, p: 1 });
  const clock = { ms: Date.UTC(2026, 10, 21) };
  /** What the world was asked to do. */
  const seen = { hashes: 0, ended: [] as string[] };
  const now = () => new Date(clock.ms).toISOString();
  const secrets = createSecretBox({ current: "test", keys: { test: Buffer.alloc(32, 7).toString("base64") } });
  const { signIns, settled } = notedSignIns(createSignIns(prisma, pool));
  const ports = {
    apiKeys: createApiKeys(prisma, pool),
    accounts: createAccounts(prisma, pool),
    signIns,
    identityProvider: null,
    rateLimits: testLimits(),
    attempts: createAttempts(pool, MOST),
    codes,
    tokens,
    secrets,
    passwords: {
      ...passwords,
      verify: (password: string, hash: string | null) => {
        seen.hashes++;
        return passwords.verify(password, hash);
      },
    },
    mail: { enabled: true, link: (path: string) => `https://throughline.example${path}`, announce: () => {} },
    invalidations: {
      publish: (_topic: string, key: string) => void seen.ended.push(key),
      subscribe: () => ({ close: () => {} }),
    },
  } as unknown as Ports;

  const visitor = (changes: Partial<Visitor> = {}): Visitor => ({
    ...{ address: "192.0.2.1", userAgent: "vitest", now, newId, ports, door: "test", correlationId: "test" },
    ...changes,
  });
  const ada = { email: "ada@example.com", password: "correct horse", name: "Ada" };

  return {
    pool,
    ports,
    clock,
    seen,
    now,
    ada,
    visitor,
    setUp: () => setup({ ctx: visitor(), input: { ...ada, workspaceName: "Analytics" } }),
    /** What comes of the password: signed in, or asked for a second step. */
    enter: (password: string, from: Partial<Visitor> = {}, email = ada.email) =>
      signIn({ ctx: visitor(from), input: { email, password } }),
    context: (userId: string, workspaceId: string, authSessionId = newId()): Context => ({
      ...{ actor: { kind: "user", userId, authSessionId }, workspaceId, role: "owner", correlationId: "test" },
      ...{ door: "test", now, newId, ports },
    }),
    /** What the audit log says, oldest first. */
    async audit(): Promise<string[]> {
      const { rows } = await pool.query<{ verb: string }>("select verb from audit_log order by at, sequence");
      return rows.map(({ verb }) => verb);
    },
    /** Everything that is stored, as text: no secret may be in it. */
    async dump(...tables: string[]): Promise<string> {
      const all = await Promise.all(tables.map((table) => pool.query(`select * from ${table}`)));
      return JSON.stringify(all.map(({ rows }) => rows));
    },
    /** The text of a stored letter. */
    openLetter: (row: { id: string; workspace_id: string | null; body_cipher: string }) =>
      secrets.open(row.body_cipher, letterPlace({ id: row.id, workspaceId: row.workspace_id })),
    async empty() {
      await settled();
      await pool.query("truncate users, workspaces, attempt_counts, letters cascade");
      Object.assign(seen, { hashes: 0, ended: [] });
      clock.ms = Date.UTC(2026, 10, 21);
    },
    async close() {
      await settled();
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    },
  };
}

export type SignInWorld = Awaited<ReturnType<typeof createSignInWorld>>;
