"use client";
import { Inbox, PanelLeftClose, Search, SquarePen, Users } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useRole } from "#components/account/me.tsx";
import { useInbox } from "#components/inbox/inbox-context.tsx";
import { SessionList } from "#components/sessions/session-list.tsx";
import { useMoreSessions, useSessionActions, useSessions } from "#components/sessions/sessions-context.tsx";
import { useSessionSearch } from "#components/sessions/use-session-search.ts";
import { type Account, AccountMenu } from "#components/shell/account-menu.tsx";
import { useLayout } from "#components/shell/layout-context.tsx";
import { Logo } from "#components/shell/logo.tsx";
import { useUi } from "#components/shell/ui-store.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/card.tsx";
import { cn } from "#components/ui/cn.ts";
import { useNotYet } from "#components/ui/hydrated.ts";
import { Spinner } from "#components/ui/spinner.tsx";

export function Sidebar({ account }: { account: Account }) {
  const { change } = useLayout();
  const { create } = useSessionActions();
  const role = useRole();
  return (
    <>
      <div className="flex h-12 shrink-0 items-center gap-1 ps-4 pe-2">
        <Link
          href="/"
          className="flex min-w-0 flex-1 items-center gap-2 rounded-md font-semibold text-sm tracking-tight"
        >
          <Logo className="size-5 shrink-0" />
          <span className="truncate">Throughline</span>
        </Link>

        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Hide sidebar"
          title="Hide sidebar"
          className="max-md:hidden"
          onClick={() => change({ sidebarOpen: false })}
        >
          <PanelLeftClose />
        </Button>
      </div>
      <div className="grid gap-0.5 px-2 pb-2">
        {role === "viewer" ? null : (
          <Button variant="ghost" className="justify-start px-2.5 text-foreground" onClick={() => void create()}>
            <SquarePen className="text-muted" /> New session
          </Button>
        )}
        <Button
          variant="ghost"
          className="group justify-start px-2.5 text-foreground"
          onClick={() => useUi.setState({ palette: true, sidebarSheet: false })}
        >
          <Search className="text-muted" /> Go to
          <Kbd className="ms-auto max-md:hidden">Ctrl K</Kbd>
        </Button>
        <Link
          href="/agents"
          className={cn(buttonClass({ variant: "ghost" }), "justify-start px-2.5 text-foreground")}
          onClick={() => useUi.setState({ sidebarSheet: false })}
        >
          <Users className="text-muted" /> Agents
        </Link>
        <InboxLink />
      </div>
      <Sessions />
      <AccountMenu account={account} />
    </>
  );
}

function InboxLink() {
  const total = useInbox((state) => state.total);
  return (
    <Link
      href="/inbox"
      className={cn(buttonClass({ variant: "ghost" }), "justify-start px-2.5 text-foreground")}
      onClick={() => useUi.setState({ sidebarSheet: false })}
    >
      <Inbox className="text-muted" /> Inbox
      {total > 0 ? (
        <Badge tone="warning" className="ms-auto tabular-nums">
          {total > 99 ? "99+" : total}
          <span className="sr-only"> waiting for you</span>
        </Badge>
      ) : null}
    </Link>
  );
}

const EMPTY = {
  viewer: "What is shared with you will be listed here. As a viewer you read, and begin nothing.",
  others: "Your sessions will be listed here.",
};

function Sessions() {
  const items = useSessions((state) => state.items);
  const role = useRole();
  const more = useMoreSessions();
  const [text, setText] = useState("");
  const { found, searching } = useSessionSearch(text);
  const shown = found ?? items;
  return (
    <nav aria-label="Sessions" className="flex min-h-0 flex-1 flex-col border-line border-t pt-2.5">
      <div className="relative mx-2 mb-1.5">
        <Search aria-hidden className="pointer-events-none absolute start-2.5 top-2 size-3.5 text-muted" />
        <input
          type="search"
          value={text}
          readOnly={useNotYet({ value: text })}
          placeholder="Search sessions"
          aria-label="Search sessions"
          className="h-7.5 w-full rounded-lg border border-transparent bg-hover/60 ps-8 pe-7 text-ui outline-none placeholder:text-muted hover:bg-hover focus-visible:border-ring [&::-webkit-search-cancel-button]:hidden"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && setText("")}
        />
        {searching ? <Spinner className="absolute end-2.5 top-2 text-muted" /> : null}
      </div>
      <SessionList items={shown} label={found ? "Sessions found" : "Sessions"} onEnd={() => !found && void more()} />
      {shown.length === 0 && !searching ? (
        <p className="flex-1 px-5 py-6 text-center text-muted text-xs">
          {found ? `No session matches “${text.trim()}”.` : EMPTY[role === "viewer" ? "viewer" : "others"]}
        </p>
      ) : null}
    </nav>
  );
}
