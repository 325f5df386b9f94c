import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { toAgentInfo } from "#components/agents/agent-info.ts";
import { WorkspaceLeaving } from "#components/deletion/workspace-leaving.tsx";
import { LAYOUT_COOKIE, readLayout } from "#components/shell/layout-prefs.ts";
import { WorkspaceShell } from "#components/shell/workspace-shell.tsx";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { listInbox } from "#lib/application/sessions/list-inbox.ts";
import { listSessions } from "#lib/application/sessions/list-sessions.ts";
import { listWorkspaces } from "#lib/application/workspaces/list-workspaces.ts";
import { requireContext } from "#lib/server/request-context.ts";
import { signOutAction } from "../sign-in/actions.ts";

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const ctx = await requireContext();
  const [profile, workspaces, sessions, inbox, jar] = await Promise.all([
    getProfile({ ctx }),
    listWorkspaces({ ctx }),
    listSessions({ ctx, input: { limit: 50 } }),
    listInbox({ ctx, input: { limit: 1 } }),
    cookies(),
  ]);
  const { userId, name, email, workspaceName, deleteAt, workspaceDeleteAt } = profile;
  if (deleteAt) redirect("/leaving");
  const leaving = workspaceDeleteAt && (
    <WorkspaceLeaving name={workspaceName} deleteAt={workspaceDeleteAt} mayKeep={profile.role === "owner"} />
  );
  return (
    <WorkspaceShell
      account={{ userId, name, email, workspace: workspaceName, role: ctx.role, signOut: signOutAction }}
      workspaces={workspaces.items}
      agents={ctx.ports.catalog.agents.map(toAgentInfo)}
      sessions={sessions}
      waiting={inbox.total}
      notice={leaving}
      layout={readLayout(jar.get(LAYOUT_COOKIE)?.value)}
    >
      <meta name="throughline-workspace" content={ctx.workspaceId} />
      {children}
    </WorkspaceShell>
  );
}
