"use client";
import { Building2, ChevronsUpDown, Cpu, LogOut, Plus, Settings, UserRound } from "lucide-react";
import { useTheme } from "next-themes";
import { leave } from "#components/forms/kept.ts";
import { themeEntries } from "#components/shell/themes.tsx";
import { useUi } from "#components/shell/ui-store.ts";
import { Menu } from "#components/ui/menu.tsx";
import type { MenuEntry } from "#components/ui/menu-entry.ts";
import { useSwitch, useWorkspaces } from "#components/workspaces/workspaces-context.tsx";
import type { WorkspaceRole } from "#lib/domain/access.ts";

export interface Account {
  userId: string;
  name: string;
  email: string;
  workspace: string;
  role: WorkspaceRole;
  signOut(): Promise<void>;
}

export function AccountMenu({ account }: { account: Account }) {
  const { theme, setTheme } = useTheme();
  const workspaces = useWorkspaceEntries();
  return (
    <div className="border-line border-t p-2">
      <Menu
        align="start"
        className="w-60"
        trigger={
          <button
            type="button"
            className="flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-start hover:bg-hover aria-expanded:bg-hover"
          >
            <span
              aria-hidden
              className="grid size-7 shrink-0 place-items-center rounded-full bg-primary font-medium text-on-primary text-xs"
            >
              {account.name.charAt(0).toUpperCase()}
            </span>
            <span className="sr-only">Account:</span>
            <span className="grid min-w-0 flex-1">
              <span className="truncate font-medium text-ui">{account.name}</span>
              <span className="truncate text-muted text-xs">
                {account.role === "viewer" ? "Viewer · " : null}
                {account.workspace}
              </span>
            </span>
            <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
          </button>
        }
        entries={() => [
          ...workspaces(),
          { line: true },
          { name: "Settings", icon: <Settings />, href: "/settings/workspace" },
          { name: "Models", icon: <Cpu />, href: "/settings/models" },
          { name: "Profile", icon: <UserRound />, href: "/settings/profile" },
          { line: true },
          ...themeEntries(theme, setTheme),
          { line: true },
          { name: "Sign out", icon: <LogOut />, onSelect: () => void leave(account.signOut) },
        ]}
      />
    </div>
  );
}

function useWorkspaceEntries(): () => MenuEntry[] {
  const workspaces = useWorkspaces();
  const switchTo = useSwitch();
  return () => [
    { heading: "Workspaces" },
    ...workspaces.map(({ id, name, current }) => ({
      name,
      icon: <Building2 />,
      chosen: current,
      ...(!current && { onSelect: () => void switchTo(id) }),
    })),
    {
      name: "New workspace",
      icon: <Plus />,
      onSelect: () => useUi.setState({ newWorkspace: true, sidebarSheet: false }),
    },
  ];
}
