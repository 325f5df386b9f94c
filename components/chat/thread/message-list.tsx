"use client";
import { memo, useMemo } from "react";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { AssistantMessage } from "#components/chat/thread/assistant-message.tsx";
import { MessageParts } from "#components/chat/thread/message-parts.tsx";
import { UserMessage } from "#components/chat/thread/user-message.tsx";
import { chunksOf, sameItems } from "#components/chat/view/chunks.ts";
import type { Message } from "#lib/domain/session/parts.ts";

/** A long thread is drawn in pieces: only the piece that changed is drawn again, and what is out of sight is not laid out. */
export function MessageList({ messages, agent }: { messages: readonly Message[]; agent: AgentInfo }) {
  const chunks = useMemo(() => chunksOf(messages), [messages]);
  return chunks.map(({ key, items }, index) => (
    <Chunk key={key} items={items} agent={agent} settled={index < chunks.length - 1} />
  ));
}

interface ChunkProps {
  items: readonly Message[];
  agent: AgentInfo;
  /** Not the piece that is being written: its messages may be skipped while out of sight. */
  settled: boolean;
}

const Chunk = memo(
  ({ items, agent, settled }: ChunkProps) =>
    items.map((message) => (
      <div
        key={message.id}
        className={settled ? "-m-1 p-1 [contain-intrinsic-size:auto_9rem] [content-visibility:auto]" : undefined}
      >
        <Row message={message} agent={agent} />
      </div>
    )),
  (a, b) => a.agent === b.agent && a.settled === b.settled && sameItems(a.items, b.items),
);

const Row = memo(({ message, agent }: { message: Message; agent: AgentInfo }) => {
  if (message.role === "user") return <UserMessage message={message} />;
  if (message.role === "assistant") return <AssistantMessage message={message} agent={agent} />;
  return (
    <div className="grid grid-cols-1 gap-3 text-sm">
      <MessageParts message={message} />
    </div>
  );
});
