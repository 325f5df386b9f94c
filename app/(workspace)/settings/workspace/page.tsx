import type { Metadata } from "next";
import { WorkspaceScreen } from "#components/settings/workspace/workspace-screen.tsx";
import { listMembers } from "#lib/application/members/list-members.ts";
import { getWorkspace } from "#lib/application/workspaces/get-workspace.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Workspace" };

export default async function WorkspacePage() {
  const ctx = await requireContext();
  const seesPeople = ctx.role !== "viewer";
  const [workspace, owners] = await Promise.all([
    getWorkspace({ ctx }),
    seesPeople ? listMembers({ ctx, input: { role: "owner", status: "active", limit: 10 } }) : null,
  ]);
  return <WorkspaceScreen workspace={workspace} role={ctx.role} owners={owners?.items.map(({ name }) => name) ?? []} />;
}
