import type pg from "pg";
import type { NewWorkspace } from "#lib/application/ports/accounts.ts";
import type {
  SignUpPolicy,
  WorkspaceSettings,
  WorkspaceSummary,
  Workspaces,
} from "#lib/application/ports/workspaces.ts";
import { DEMO_PROVIDER, providers } from "#lib/catalog/providers.ts";
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
  "workspaces_open_to",
  object({ id: "id", name: "name", role: "sign_up_role" }),
  "from workspaces where sign_up = 'domains' and sign_up_domains @> array[$1::text] and delete_at is null order by created_at, id limit 5",
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

export function createWorkspaces(prisma: PrismaClient, pool: pg.Pool): Workspaces {
  return {
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
      await audited(prisma, audit, (tx) => tx.workspace.update({ where: { id }, data }));
    },
    enter: async ({ authSessionId, userId, workspaceId }) =>
      ((await pool.query(ENTER, [authSessionId, userId, workspaceId])).rowCount ?? 0) > 0,
    ofSession: async (userId, sessionId) =>
      (await readOne<{ id: string }>(pool, OF_SESSION, [userId, sessionId]))?.id ?? null,
    anyOpen: async () =>
      (await prisma.workspace.findFirst({ where: { signUp: "domains", deleteAt: null }, select: { id: true } })) !==
      null,
    openTo: (domain) => readAll(pool, OPEN_TO, [domain]),
  };
}
