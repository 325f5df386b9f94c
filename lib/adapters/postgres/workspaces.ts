import type pg from "pg";
import type { NewWorkspace } from "#lib/application/ports/accounts.ts";
import type {
  OpenWorkspace,
  SignUpPolicy,
  WorkspaceSettings,
  WorkspaceSummary,
  Workspaces,
} from "#lib/application/ports/workspaces.ts";
import { DEMO_PROVIDER, providers } from "#lib/catalog/providers.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Prisma, PrismaClient } from "#lib/generated/prisma/client.ts";
import { audited } from "./audit-log.ts";
import { iso, object, readAll, readOne, statement } from "./read-sql.ts";

const OF_PERSON = statement(
  "workspaces_of_person",
  object({
    id: "w.id",
    name: "w.name",
    role: "m.role",
    members: `(select count(*)::int from memberships o join users u on u.id = o.user_id and u.suspended_at is null
      where o.workspace_id = w.id and o.suspended_at is null)`,
  }),
  `from memberships m join workspaces w on w.id = m.workspace_id
   where m.user_id = $1 and m.suspended_at is null order by lower(w.name), w.id`,
);
const FIND = statement(
  "workspace",
  object({
    id: "id",
    name: "name",
    createdAt: iso("created_at"),
    signUp: object({ mode: "sign_up", domains: "sign_up_domains", role: "sign_up_role" }),
  }),
  "from workspaces where id = $1",
);
const OF_SESSION = statement(
  "workspace_of_session",
  object({ id: "s.workspace_id" }),
  `from sessions s join memberships m on m.workspace_id = s.workspace_id and m.user_id = $1 and m.suspended_at is null
   where s.id = $2 and s.owner_id = $1 and s.deleted_at is null`,
);
const OPEN_TO = statement(
  "workspace_open_to",
  object({ id: "w.id", name: "w.name", role: "w.sign_up_role" }),
  "from open_domains d join workspaces w on w.id = d.workspace_id and w.delete_at is null where d.domain = $1",
);
const OPEN_DOMAINS = statement(
  "open_domains",
  object({ domain: "d.domain", workspaceId: "w.id" }),
  "from open_domains d join workspaces w on w.id = d.workspace_id and w.delete_at is null",
);
/** Both rows in one statement; the membership is looked at again, for it may have just ended. */
const ENTER = `
  with place as (select workspace_id from memberships where workspace_id = $3 and user_id = $2 and suspended_at is null),
    remembered as (update users set last_workspace_id = $3 where id = $2 and exists (select 1 from place))
  update auth_sessions set workspace_id = $3
  where id = $1 and user_id = $2 and revoked_at is null and exists (select 1 from place)`;

/** A workspace comes with the built-in demo model. */
export async function addWorkspace(
  tx: Prisma.TransactionClient,
  { id, name, demoConfigId }: NewWorkspace,
  at: string,
): Promise<void> {
  await tx.workspace.create({ data: { id, name, createdAt: at } });
  const { label, models } = providers[DEMO_PROVIDER];
  await tx.llmConfig.create({
    data: {
      id: demoConfigId,
      workspaceId: id,
      name: label,
      provider: DEMO_PROVIDER,
      model: models[0],
      validatedAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
}

const columnsOf = (signUp: SignUpPolicy) => ({
  signUp: signUp.mode,
  signUpDomains: signUp.domains,
  signUpRole: signUp.role,
});

/** Opens the workspace to its domains and to no others. Error: `already_exists` */
async function claimDomains(tx: Prisma.TransactionClient, workspaceId: string, signUp: SignUpPolicy): Promise<void> {
  const domains = signUp.mode === "domains" ? signUp.domains.toSorted() : [];
  await tx.openDomain.deleteMany({ where: { workspaceId, domain: { notIn: domains } } });
  await tx.openDomain.createMany({ data: domains.map((domain) => ({ domain, workspaceId })), skipDuplicates: true });
  const others = await tx.openDomain.findMany({
    where: { domain: { in: domains }, workspaceId: { not: workspaceId } },
  });
  if (others.length === 0) return;
  const errors = others.map(({ domain }) => ({
    path: `signUp.domains.${signUp.domains.indexOf(domain)}`,
    message: `Another workspace is open to ${domain}. A domain leads to one workspace.`,
  }));
  throw new DomainError("already_exists", errors.map(({ message }) => message).join(" "), { errors });
}

export function createWorkspaces(
  prisma: PrismaClient,
  pool: pg.Pool,
  namedDomains: readonly string[] = [],
): Workspaces {
  return {
    namedDomains,
    ofPerson: (userId) => readAll<WorkspaceSummary>(pool, OF_PERSON, [userId]),
    find: (workspaceId) => readOne<WorkspaceSettings>(pool, FIND, [workspaceId]),
    ownedBy: (userId) => prisma.membership.count({ where: { userId, role: "owner" } }),
    add: (workspace, ownerId, at, audit) =>
      audited(prisma, audit, async (tx) => {
        await addWorkspace(tx, workspace, at);
        await tx.membership.create({
          data: { workspaceId: workspace.id, userId: ownerId, role: "owner", createdAt: at },
        });
      }),
    change: async (id, { name, signUp }, audit) => {
      const data = { ...(name !== undefined && { name }), ...(signUp && columnsOf(signUp)) };
      await audited(prisma, audit, async (tx) => {
        await tx.workspace.update({ where: { id }, data });
        if (signUp) await claimDomains(tx, id, signUp);
      });
    },
    enter: async ({ authSessionId, userId, workspaceId }) =>
      ((await pool.query(ENTER, [authSessionId, userId, workspaceId])).rowCount ?? 0) > 0,
    ofSession: async (userId, sessionId) =>
      (await readOne<{ id: string }>(pool, OF_SESSION, [userId, sessionId]))?.id ?? null,
    openDomains: () => readAll(pool, OPEN_DOMAINS, []),
    openTo: (domain) => readOne<OpenWorkspace>(pool, OPEN_TO, [domain]),
  };
}
