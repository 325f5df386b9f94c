"use client";
import { Command } from "cmdk";
import {
  Building2,
  Cpu,
  FileUp,
  Inbox,
  MessageSquare,
  Plus,
  Settings,
  ShieldCheck,
  SquarePen,
  UserRound,
  Users,
  UsersRound,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { type ReactNode, useState } from "react";
import { useRole } from "#components/account/me.tsx";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { useAgents } from "#components/agents/agents-context.tsx";
import { useSessionActions, useSessions } from "#components/sessions/sessions-context.tsx";
import { useSessionSearch } from "#components/sessions/use-session-search.ts";
import { THEMES } from "#components/shell/themes.tsx";
import { useUi } from "#components/shell/ui-store.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Ago } from "#components/ui/time.tsx";
import { useSwitch, useWorkspaces } from "#components/workspaces/workspaces-context.tsx";

const close = () => useUi.setState({ palette: false });

/** Everything by name: sessions, agents, pages, theme. */
export default function Palette() {
  const router = useRouter();
  const { setTheme } = useTheme();
  const { create } = useSessionActions();
  const agents = useAgents();
  const recent = useSessions((state) => state.items);
  const [text, setText] = useState("");
  const { found } = useSessionSearch(text);
  const writes = useRole() !== "viewer";
  const workspaces = useWorkspaces();
  const switchTo = useSwitch();
  const go = (href: string) => {
    close();
    router.push(href);
  };
  return (
    <Dialog open onOpenChange={close} title="Go to" hideTitle className="max-w-xl">
      <Command label="Go to" loop className="flex max-h-[60dvh] flex-col">
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="Search sessions, agents, pages"
          className="h-12 shrink-0 border-line border-b bg-transparent px-4 text-sm outline-none placeholder:text-muted"
        />
        <Command.List className="min-h-0 overflow-y-auto p-2 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs">
          <Command.Empty className="py-8 text-center text-muted text-ui">Nothing by that name.</Command.Empty>
          <Command.Group heading="Do">
            {writes ? (
              <Row value="new session" onSelect={() => void create()}>
                <SquarePen /> New session
              </Row>
            ) : null}
            {writes ? (
              <Row
                value="import session file json"
                onSelect={() => {
                  close();
                  useUi.setState({ importing: true });
                }}
              >
                <FileUp /> Import a session
              </Row>
            ) : null}
            <Row value="agents directory" onSelect={() => go("/agents")}>
              <Users /> All agents
            </Row>
            <Row value="inbox questions waiting" onSelect={() => go("/inbox")}>
              <Inbox /> Inbox
            </Row>
            <Row value="settings workspace name sign-up" onSelect={() => go("/settings/workspace")}>
              <Settings /> Workspace settings
            </Row>
            <Row value="settings members people invite roles" onSelect={() => go("/settings/members")}>
              <UsersRound /> Members and invitations
            </Row>
            <Row value="settings models" onSelect={() => go("/settings/models")}>
              <Cpu /> Models
            </Row>
            <Row value="settings profile" onSelect={() => go("/settings/profile")}>
              <UserRound /> Profile
            </Row>
            <Row value="settings security password sign-ins" onSelect={() => go("/settings/security")}>
              <ShieldCheck /> Security
            </Row>
          </Command.Group>
          <Command.Group heading="Workspaces">
            {workspaces.map(({ id, name, current }) =>
              current ? null : (
                <Row key={id} value={`switch workspace ${name} ${id}`} onSelect={() => void switchTo(id)}>
                  <Building2 /> Switch to {name}
                </Row>
              ),
            )}
            <Row
              value="new workspace"
              onSelect={() => {
                close();
                useUi.setState({ newWorkspace: true });
              }}
            >
              <Plus /> New workspace
            </Row>
          </Command.Group>
          <Command.Group heading="Sessions">
            {(found ?? recent.slice(0, 8)).map((session) => (
              <Row
                key={session.id}
                value={`${session.title ?? "New session"} ${session.id}`}
                onSelect={() => go(`/sessions/${session.id}`)}
              >
                <MessageSquare />
                <span className="min-w-0 flex-1 truncate">{session.title ?? "New session"}</span>
                <Ago at={session.lastActivityAt} className="text-muted text-xs" />
              </Row>
            ))}
          </Command.Group>
          <Command.Group heading={writes ? "Start with an agent" : undefined}>
            {(writes ? agents : []).map((agent) => (
              <Row
                key={agent.slug}
                value={`agent ${agent.name} ${agent.description}`}
                onSelect={() => void create(agent.slug)}
              >
                <AgentMark agent={agent} size="sm" />
                {agent.name}
              </Row>
            ))}
          </Command.Group>
          <Command.Group heading="Theme">
            {THEMES.map(({ id, name, Icon }) => (
              <Row
                key={id}
                value={`theme ${name}`}
                onSelect={() => {
                  setTheme(id);
                  close();
                }}
              >
                <Icon /> {name}
              </Row>
            ))}
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}

const Row = ({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    className="flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-2 text-ui data-[selected=true]:bg-hover [&>svg]:size-4 [&>svg]:text-muted"
  >
    {children}
  </Command.Item>
);
