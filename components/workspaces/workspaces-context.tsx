"use client";
import { createContext, useContext } from "react";
import { request } from "#components/api/request.ts";
import { useLive } from "#components/live/live-provider.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { WorkspaceRole } from "#lib/domain/access.ts";

export interface WorkspaceEntry {
  id: string;
  name: string;
  role: WorkspaceRole;
  current: boolean;
}

const WorkspacesContext = createContext<readonly WorkspaceEntry[]>([]);

/** The workspaces of the person who signed in. */
export const WorkspacesProvider = WorkspacesContext.Provider;

export const useWorkspaces = (): readonly WorkspaceEntry[] => useContext(WorkspacesContext);

/** Goes on in another workspace: the whole page comes anew, for nothing of this one belongs there. */
export function useSwitch(): (workspaceId: string, href?: string) => Promise<void> {
  const live = useLive();
  return async (workspaceId, href = "/") => {
    // The server ends the lines of all tabs now; this one leaves by itself.
    live?.close();
    const path = `/api/workspaces/${encodeURIComponent(workspaceId)}/switch`;
    const answer = await request(path, { method: "POST", body: {} });
    if (answer.ok) location.assign(href);
    else {
      await toast(answer.problem.detail, "error");
      location.reload();
    }
  };
}
