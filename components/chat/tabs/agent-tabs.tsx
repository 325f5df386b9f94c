"use client";
import { Plus } from "lucide-react";
import { Tabs } from "radix-ui";
import { useMemo } from "react";
import { AgentMark, accent } from "#components/agents/agent-mark.tsx";
import { useAgent, useAgents } from "#components/agents/agents-context.tsx";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { turnOf } from "#components/chat/store/outbox.ts";
import { isOwn } from "#components/chat/view/role-of.ts";
import { tabsOf } from "#components/chat/view/tabs-of.ts";
import { Button } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";

/** The agents of this session. One more comes in by "+". */
export function AgentTabs() {
  const store = useSessionStore();
  const agents = useAgents();
  const conversations = useSession((state) => state.view.conversations);
  const opened = useSession((state) => state.opened);
  const active = useSession((state) => state.active);
  const own = useSession((state) => isOwn(state.view));
  const slugs = useMemo(() => tabsOf(conversations, opened, active), [conversations, opened, active]);
  const others = agents.filter((one) => !slugs.includes(one.slug));
  return (
    <div className="flex min-w-0 items-center gap-1">
      <Tabs.List
        aria-label="Agents in this session"
        className="flex min-w-0 items-center gap-0.5 overflow-x-auto p-0.5 [scrollbar-width:none]"
      >
        {slugs.map((slug) => (
          <AgentTab key={slug} slug={slug} />
        ))}
      </Tabs.List>
      {own ? (
        <Menu
          align="start"
          className="w-72"
          trigger={
            <Button variant="ghost" size="icon-sm" aria-label="Bring in an agent" title="Bring in an agent">
              <Plus />
            </Button>
          }
          entries={() => [
            { heading: "Bring in an agent" },
            ...others.map((agent) => ({
              name: agent.name,
              note: agent.description,
              icon: <AgentMark agent={agent} size="sm" />,
              onSelect: () => store.open(agent.slug),
            })),
          ]}
        />
      ) : null}
    </div>
  );
}

function AgentTab({ slug }: { slug: string }) {
  const agent = useAgent(slug);
  const unread = useSession((state) => state.unread.includes(slug));
  const turn = useSession((state) => turnOf(state.view, slug)?.status);
  const asks = turn === "suspended";
  const paused = turn === "paused";
  const busy = turn !== undefined && !asks && !paused;
  return (
    <Tabs.Trigger
      value={slug}
      {...accent(agent.colour)}
      className="flex h-8 shrink-0 items-center gap-1.5 rounded-lg px-2 text-muted text-ui hover:bg-hover hover:text-foreground focus-visible:-outline-offset-2 data-[state=active]:bg-agent-soft data-[state=active]:font-medium data-[state=active]:text-agent-ink"
    >
      <AgentMark agent={agent} size="sm" className={busy ? "animate-breathe" : ""} />
      {agent.name}
      {busy ? <span className="sr-only">, answering</span> : null}
      {asks || paused ? (
        <span className="size-1.5 rounded-full bg-warning">
          <span className="sr-only">{asks ? ", waits for an answer" : ", paused"}</span>
        </span>
      ) : unread ? (
        <span className="size-1.5 rounded-full bg-agent-fill">
          <span className="sr-only">, unread</span>
        </span>
      ) : null}
    </Tabs.Trigger>
  );
}
