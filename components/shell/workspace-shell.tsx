"use client";
import { type ReactNode, Suspense, useEffect } from "react";
import { MeProvider, RoleProvider } from "#components/account/me.tsx";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { AgentsProvider } from "#components/agents/agents-context.tsx";
import { useKeptDialog } from "#components/forms/use-kept.ts";
import { InboxProvider } from "#components/inbox/inbox-context.tsx";
import { LiveProvider } from "#components/live/live-provider.tsx";
import type { SessionPage } from "#components/sessions/session-summary.ts";
import { SessionsProvider } from "#components/sessions/sessions-context.tsx";
import type { Account } from "#components/shell/account-menu.tsx";
import { LayoutProvider, useLayout } from "#components/shell/layout-context.tsx";
import { type LayoutPrefs, SIDEBAR } from "#components/shell/layout-prefs.ts";
import { Sidebar } from "#components/shell/sidebar.tsx";
import { useUi } from "#components/shell/ui-store.ts";
import { LazySheet } from "#components/ui/lazy-sheet.tsx";
import { ResizeHandle } from "#components/ui/resize-handle.tsx";
import { whenNeeded } from "#components/ui/when-needed.ts";
import { type WorkspaceEntry, WorkspacesProvider } from "#components/workspaces/workspaces-context.tsx";
import { atLeast } from "#lib/domain/access.ts";

const BudgetNotice = whenNeeded(() => import("#components/shell/budget-notice.tsx"));
const ImportSession = whenNeeded(() => import("#components/sessions/import-session.tsx"));
const NewWorkspace = whenNeeded(() => import("#components/workspaces/new-workspace.tsx"));
const Palette = whenNeeded(() => import("#components/palette/palette.tsx"));

interface WorkspaceShellProps {
  account: Account;
  workspaces: readonly WorkspaceEntry[];
  agents: readonly AgentInfo[];
  sessions: SessionPage;
  /** How much waits for this person. */
  waiting: number;
  layout: LayoutPrefs;
  /** Above everything: what holds for the whole workspace now. */
  notice?: ReactNode;
  children: ReactNode;
}

/** What stays while pages change: sessions on the left, the live line, the palette. */
export function WorkspaceShell({
  account,
  workspaces,
  agents,
  sessions,
  waiting,
  layout,
  notice,
  children,
}: WorkspaceShellProps) {
  return (
    <MeProvider value={account.userId}>
      <RoleProvider value={account.role}>
        <AgentsProvider agents={agents}>
          <LiveProvider workspaceId={workspaces.find(({ current }) => current)?.id}>
            <WorkspacesProvider value={workspaces}>
              <SessionsProvider first={sessions}>
                <InboxProvider total={waiting}>
                  <LayoutProvider initial={layout}>
                    <Frame account={account} notice={notice}>
                      {children}
                    </Frame>
                    <CommandKey />
                    <NewWorkspaceDialog />
                    <ImportDialog />
                  </LayoutProvider>
                </InboxProvider>
              </SessionsProvider>
            </WorkspacesProvider>
          </LiveProvider>
        </AgentsProvider>
      </RoleProvider>
    </MeProvider>
  );
}

function Frame({ account, notice, children }: Pick<WorkspaceShellProps, "account" | "notice" | "children">) {
  const { layout, change } = useLayout();
  const sheet = useUi((state) => state.sidebarSheet);
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-primary px-3 py-2 text-on-primary focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the conversation
      </a>
      {notice}
      <Suspense>{atLeast(account.role, "admin") ? <BudgetNotice /> : null}</Suspense>
      <div className="flex min-h-0 flex-1">
        {layout.sidebarOpen ? (
          <aside
            aria-label="Sidebar"
            className="relative flex shrink-0 flex-col border-line border-e bg-sunken max-md:hidden"
            style={{ width: layout.sidebar }}
          >
            <Sidebar account={account} />
            <ResizeHandle
              label="Width of sidebar"
              side="left"
              value={layout.sidebar}
              least={SIDEBAR.least}
              most={SIDEBAR.most}
              onChange={(sidebar) => change({ sidebar })}
            />
          </aside>
        ) : null}
        <LazySheet
          side="left"
          title="Sessions"
          className="bg-sunken"
          open={sheet}
          onOpenChange={(sidebarSheet) => useUi.setState({ sidebarSheet })}
        >
          <Sidebar account={account} />
        </LazySheet>
        {children}
      </div>
    </div>
  );
}

/** Its code comes when somebody wants one. */
function NewWorkspaceDialog() {
  const asked = useUi((state) => state.newWorkspace);
  const [kept, setKept, giveUp] = useKeptDialog("workspace");
  const close = (how: () => void) => () => {
    useUi.setState({ newWorkspace: false });
    how();
  };
  return asked || kept ? (
    <Suspense>
      <NewWorkspace onClose={close(() => setKept(false))} onCancel={close(giveUp)} />
    </Suspense>
  ) : null;
}

/** Its code comes when somebody wants to bring a session in. */
function ImportDialog() {
  const asked = useUi((state) => state.importing);
  return asked ? (
    <Suspense>
      <ImportSession onClose={() => useUi.setState({ importing: false })} />
    </Suspense>
  ) : null;
}

/** Ctrl or ⌘ with K. The palette's code comes with its first use. */
function CommandKey() {
  const open = useUi((state) => state.palette);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      useUi.setState(({ palette }) => ({ palette: !palette }));
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return open ? (
    <Suspense>
      <Palette />
    </Suspense>
  ) : null;
}
