"use client";
import { memo, useMemo } from "react";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { AssistantMessage } from "#components/chat/thread/assistant-message.tsx";
import { MessageParts } from "#components/chat/thread/message-parts.tsx";
import { UserMessage } from "#components/chat/thread/user-message.tsx";
import { chunksOf, sameItems } from "#components/chat/view/chunks.ts";
import { supersededOf } from "#components/chat/view/superseded.ts";
import type { Message } from "#lib/domain/session/parts.ts";

/** A long thread is drawn in pieces: only the piece that changed is drawn again, and what is out of sight is not laid out. */
export function MessageList({ messages, agent }: { messages: readonly Message[]; agent: AgentInfo }) {
  const chunks = useMemo(() => chunksOf(messages), [messages]);
  const superseded = useMemo(() => supersededOf(messages), [messages]);
  return chunks.map(({ key, items }, index) => (
    <Chunk key={key} items={items} agent={agent} settled={index < chunks.length - 1} superseded={superseded} />
  ));
}

interface ChunkProps {
  items: readonly Message[];
  agent: AgentInfo;
  /** Not the piece that is being written: its messages may be skipped while out of sight. */
  settled: boolean;
  superseded: ReadonlySet<string>;
}

const Chunk = memo(
  ({ items, agent, settled, superseded }: ChunkProps) =>
    items.map((message) => (
      <div
        key={message.id}
        className={settled ? "-m-1 p-1 [contain-intrinsic-size:auto_9rem] [content-visibility:auto]" : undefined}
      >
        <Row message={message} agent={agent} superseded={superseded.has(message.id)} />
      </div>
    )),
  (a, b) =>
    a.agent === b.agent &&
    a.settled === b.settled &&
    sameItems(a.items, b.items) &&
    a.items.every(({ id }) => a.superseded.has(id) === b.superseded.has(id)),
);

const Row = memo(({ message, agent, superseded }: { message: Message; agent: AgentInfo; superseded: boolean }) => {
  if (message.role === "user") return <UserMessage message={message} />;
  if (message.role === "assistant") return <AssistantMessage message={message} agent={agent} superseded={superseded} />;
  return (
    <div className="grid grid-cols-1 gap-3 text-sm">
      <MessageParts message={message} />
    </div>
  );
});
