"use client";
import { Tabs } from "radix-ui";
import { useEffect } from "react";
import { accent } from "#components/agents/agent-mark.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { ArchivedBar } from "#components/chat/archived-bar.tsx";
import { ClosedBar } from "#components/chat/closed-bar.tsx";
import { Composer } from "#components/chat/composer/composer.tsx";
import { DropZone } from "#components/chat/composer/drop-zone.tsx";
import { useAttachments } from "#components/chat/composer/use-attachments.ts";
import { Gone } from "#components/chat/gone.tsx";
import { HandoffOffer } from "#components/chat/handoff-offer.tsx";
import { ProgressPanel } from "#components/chat/panel/progress-panel.tsx";
import { ReadOnlyBar } from "#components/chat/read-only-bar.tsx";
import { SessionProvider, useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { SessionHeader } from "#components/chat/session-header.tsx";
import { Announcer } from "#components/chat/thread/announcer.tsx";
import { Thread } from "#components/chat/thread/thread.tsx";
import { useSessionInPage } from "#components/chat/use-session-in-page.ts";
import { isOwn, roleOf } from "#components/chat/view/role-of.ts";
import { WaitingBar } from "#components/chat/waiting-bar.tsx";
import { SidePanel } from "#components/shell/side-panel.tsx";
import type { SessionView } from "#lib/domain/session/view.ts";

interface SessionScreenProps {
  view: SessionView;
  active: string;
}

/** The dashboard of one session: agents, thread, composer, progress. */
export function SessionScreen({ view, active }: SessionScreenProps) {
  return (
    <SessionProvider view={view} active={active}>
      <Screen />
    </SessionProvider>
  );
}

function Screen() {
  const store = useSessionStore();
  useSessionInPage();
  const active = useSession((state) => state.active);
  const { colour } = useAgent(active);
  const gone = useSession((state) => state.gone);
  const own = useSession((state) => isOwn(state.view));

  useEffect(() => {
    const address = new URL(location.href);
    if (address.searchParams.get("agent") === active) return;
    address.searchParams.set("agent", active);
    history.replaceState(history.state, "", address);
  }, [active]);

  if (gone) return <Gone own={own} />;
  return (
    <Tabs.Root
      value={active}
      onValueChange={store.open}
      activationMode="manual"
      className="flex min-h-0 min-w-0 flex-1"
      {...accent(colour)}
    >
      <main id="main" className="flex min-w-0 flex-1 flex-col">
        <SessionHeader />
        <Tabs.Content key={active} value={active} tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
          <ConversationView slug={active} />
        </Tabs.Content>
      </main>
      <SidePanel title="Progress">
        <ProgressPanel />
      </SidePanel>
    </Tabs.Root>
  );
}

function ConversationView({ slug }: { slug: string }) {
  const agent = useAgent(slug);
  const sessionId = useSession((state) => state.view.id);
  const attachments = useAttachments(sessionId, agent);
  const takesFiles = useSession((state) => {
    const role = roleOf(state.view, slug);
    return agent.fileUpload && role !== null && role !== "observer";
  });
  return (
    <DropZone
      label={takesFiles ? `Drop files to give them to ${agent.name}` : null}
      onFiles={attachments.add}
      className="relative flex min-h-0 flex-1 flex-col"
    >
      <Thread slug={slug} />
      <div className="mx-auto grid w-full max-w-196 gap-2 px-3 pb-3 sm:px-6 sm:pb-5">
        <HandoffOffer />
        <WaitingBar slug={slug} />
        <ClosedBar>
          <ArchivedBar slug={slug}>
            <ReadOnlyBar slug={slug}>
              <Composer slug={slug} attachments={attachments} />
            </ReadOnlyBar>
          </ArchivedBar>
        </ClosedBar>
      </div>
      <Announcer slug={slug} />
    </DropZone>
  );
}
