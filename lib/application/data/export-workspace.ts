import { requirePerson } from "../accounts/require-person.ts";
import { auditLines, jsonLines } from "../audit/export-audit.ts";
import { auditOf } from "../audit-of.ts";
import { notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { authorizeAsMember } from "../deletion/authorize-as-member.ts";
import type { Archive, ArchivedFile } from "../download.ts";
import { WORKSPACE_LISTS } from "../ports/personal-data.ts";
import { json } from "./pages.ts";

/** The workspace without anybody's texts: people, settings, counts and the audit log. For owners. */
export async function exportWorkspace({ ctx }: Pick<Call<unknown>, "ctx">): Promise<Archive> {
  await authorizeAsMember(ctx, "audit:read", "owner");
  requirePerson(ctx); // what is in it is under many scopes
  const workspace = await ctx.ports.personalData.workspace(ctx.workspaceId);
  if (!workspace) throw notFound("workspace");
  const target = { kind: "workspace", id: ctx.workspaceId, name: String(workspace.name) } as const;
  await ctx.ports.auditLog.note(auditOf(ctx, { verb: "workspace.exported", target }));
  return { name: `workspace-${ctx.now().slice(0, 10)}.zip`, files: workspaceFiles(ctx, workspace) };
}

async function* workspaceFiles(ctx: Context, workspace: unknown): AsyncGenerator<ArchivedFile> {
  yield { name: "README.md", content: README };
  yield { name: "workspace.json", content: json(workspace) };
  for (const list of WORKSPACE_LISTS) {
    const rows = await ctx.ports.personalData.workspaceList(ctx.workspaceId, list);
    yield { name: `${list}.json`, content: json(rows) };
  }
  yield { name: "audit-log.jsonl", content: jsonLines(auditLines(ctx)) };
}

const README = `# A workspace

- \`workspace.json\`: its settings, and how much there is of everything
- \`members.json\`, \`invitations.json\`: its people, and how much each of them has
- \`models.json\`, \`api-keys.json\`: the workspace's ways to reach a model and everybody's API keys, without secrets
- \`agents.json\`: which agents there are, whose they are, and who has a role on them
- \`budgets.json\`, \`usage.json\`: what may be spent, and what models have used, a line for each day and model
- \`audit-log.jsonl\`: who did what, newest first

What people say to agents is theirs alone and is not in here: each member can download their own under Settings → Data.
`;
