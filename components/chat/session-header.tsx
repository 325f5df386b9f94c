"use client";
import { Ellipsis, PanelRight } from "lucide-react";
import { useMe } from "#components/account/me.tsx";
import { CompleteButton } from "#components/chat/complete-button.tsx";
import { LinkState } from "#components/chat/link-state.tsx";
import { useSession } from "#components/chat/session-context.tsx";
import { SessionTitle, titleOf } from "#components/chat/session-title.tsx";
import { AgentTabs } from "#components/chat/tabs/agent-tabs.tsx";
import { SessionMenu } from "#components/sessions/session-menu.tsx";
import { useLayout } from "#components/shell/layout-context.tsx";
import { SidebarToggle } from "#components/shell/sidebar-toggle.tsx";
import { useUi } from "#components/shell/ui-store.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { isActiveRun } from "#lib/domain/workflow/run.ts";

export function SessionHeader() {
  return (
    <header className="border-line border-b bg-background">
      <div className="flex h-12 items-center gap-1.5 px-3">
        <SidebarToggle />
        <SessionTitle />
        <LinkState />
        <CompleteButton />
        <Actions />
        <PanelToggle />
      </div>
      <div className="px-2.5 pb-1.5">
        <AgentTabs />
      </div>
    </header>
  );
}

function Actions() {
  const id = useSession((state) => state.view.id);
  const title = useSession((state) => titleOf(state.view.title));
  const me = useMe();
  const own = useSession((state) => state.view.ownerId === me);
  return (
    <SessionMenu
      {...{ id, title, own, open: true }}
      trigger={
        <Button variant="ghost" size="icon" aria-label="Session actions">
          <Ellipsis />
        </Button>
      }
    />
  );
}

function PanelToggle() {
  const { layout, change } = useLayout();
  const running = useSession((state) => state.view.runs.some((run) => isActiveRun(run.status)));
  const asks = useSession((state) => Object.keys(state.view.clientActions).length > 0);
  const icon = (
    <>
      <PanelRight />
      {asks ? (
        <span className="absolute top-1.5 right-1.5 size-1.5 rounded-full bg-warning" />
      ) : running ? (
        <span className="absolute top-1.5 right-1.5 size-1.5 animate-breathe rounded-full bg-ring" />
      ) : null}
    </>
  );
  const name = asks ? "Progress, a question waits" : running ? "Progress, something is running" : "Progress";
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Toggle panel: ${name}`}
        aria-expanded={layout.panelOpen}
        className={cn("relative max-lg:hidden", layout.panelOpen && "aria-expanded:bg-transparent")}
        onClick={() => change({ panelOpen: !layout.panelOpen })}
      >
        {icon}
      </Button>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Open panel: ${name}`}
        className="relative lg:hidden"
        onClick={() => useUi.setState({ panelSheet: true })}
      >
        {icon}
      </Button>
    </>
  );
}
