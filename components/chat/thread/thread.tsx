"use client";
import { ArrowDown } from "lucide-react";
import { useMemo } from "react";
import { useStickToBottom } from "use-stick-to-bottom";
import { useAgent } from "#components/agents/agents-context.tsx";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { questionIn, turnOf } from "#components/chat/store/outbox.ts";
import { DraftCard } from "#components/chat/thread/draft-card.tsx";
import { Greeting } from "#components/chat/thread/greeting.tsx";
import { MessageList } from "#components/chat/thread/message-list.tsx";
import { restingPlace } from "#components/chat/thread/resting-place.ts";
import { StartAtEnd } from "#components/chat/thread/start-at-end.tsx";
import { useOlder } from "#components/chat/thread/use-older.ts";
import { OutgoingMessage } from "#components/chat/thread/user-message.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { Message } from "#lib/domain/session/parts.ts";

const NONE: readonly Message[] = [];

/** One agent's conversation. It follows its end until the reader scrolls up; a long question is read from its beginning. */
export function Thread({ slug }: { slug: string }) {
  const store = useSessionStore();
  const agent = useAgent(slug);
  const conversationId = useSession((state) => state.view.conversations[slug]?.conversationId);
  const messages = useSession((state) => (conversationId && state.view.messages[conversationId]) || NONE);
  const hasOlder = useSession((state) => Boolean(conversationId && state.view.olderCursor[conversationId]));
  const busy = useSession((state) => Boolean(turnOf(state.view, slug)));
  const asks = useSession((state) => questionIn(state.view, slug) !== undefined);
  const agentId = useSession((state) => state.view.conversations[slug]?.agentId);
  const allDrafts = useSession((state) => state.view.drafts);
  const drafts = useMemo(
    () => allDrafts.filter((draft) => draft.conversationId === conversationId),
    [allDrafts, conversationId],
  );
  const outbox = useSession((state) => state.outbox);
  const outgoing = useMemo(() => outbox.filter((one) => one.slug === slug), [outbox, slug]);
  const { scrollRef, contentRef, isAtBottom, scrollToBottom } = useStickToBottom({
    initial: "instant",
    resize: "instant",
    targetScrollTop: (end, { scrollElement }) => restingPlace(end, scrollElement),
  });
  const edge = useOlder({
    scroller: scrollRef,
    firstId: messages[0]?.id,
    hasOlder,
    load: () => void store.loadOlder(slug),
  });
  const waitsFor = asks
    ? `This does not answer ${agent.name}'s question. It will be sent after it`
    : busy
      ? `Will be sent when ${agent.name} has answered`
      : null;
  const empty = messages.length === 0 && outgoing.length === 0 && drafts.length === 0;

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scrollRef}
        role="log"
        aria-live="off"
        aria-label={`Conversation with ${agent.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the thread scrolls, so the keyboard must reach it
        tabIndex={0}
        className="h-full overflow-y-auto overflow-x-hidden px-4 focus-visible:-outline-offset-2 sm:px-6"
      >
        <div
          ref={contentRef}
          className="mx-auto flex min-h-full w-full max-w-184 flex-col gap-7 pointer-coarse:gap-10 pt-6 pb-8 text-msg"
        >
          {hasOlder ? (
            <div ref={edge} className="flex h-8 items-center justify-center text-muted">
              <Spinner />
              <span className="sr-only">Loading earlier messages</span>
            </div>
          ) : null}
          {empty ? <Greeting agent={agent} /> : null}
          <MessageList messages={messages} agent={agent} />
          {drafts.map((draft) => (
            <DraftCard key={draft.draftId} draft={draft} slug={slug} agentId={agentId ?? ""} />
          ))}
          {outgoing.map((one) => (
            <OutgoingMessage key={one.id} outgoing={one} waitsFor={waitsFor} />
          ))}
        </div>
      </div>
      <StartAtEnd />
      {isAtBottom ? null : (
        <Button
          size="sm"
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-lift"
          onClick={() => void scrollToBottom({ animation: "instant" })}
        >
          <ArrowDown /> Jump to latest
        </Button>
      )}
    </div>
  );
}
