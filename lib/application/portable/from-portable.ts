import { safeFileName } from "#lib/domain/session/file-name.ts";
import type { HandoffPacket, PacketFile } from "#lib/domain/session/handoff.ts";
import {
  type Message,
  type MessagePart,
  type MessageStatus,
  type ModelUsed,
  SOMEBODY,
  type ToolState,
} from "#lib/domain/session/parts.ts";
import type { PortableMessage, PortablePart } from "./schema.ts";

interface Bringing {
  newId(): string;
  /** Whose session it becomes. */
  me: string;
  /** The conversation with an agent, by the slug that the file gives it. */
  conversationOf(agent: string): string;
}

type PortableFile = { name: string; mediaType: string; size: number; sha256: string | null };
type PortableHandoff = Extract<PortablePart, { type: "handoff" }>;
type PortableReceipts = Extract<PortablePart, { type: "receipts" }>["receipts"];

/** Nothing goes on here: what was under way when it was taken along has stopped. */
const SETTLED: Partial<Record<MessageStatus, MessageStatus>> = {
  streaming: "stopped",
  suspended: "stopped",
  paused: "stopped",
};
const ENDED: Partial<Record<ToolState, ToolState>> = { running: "stopped", waiting: "stopped" };

/** Turns what a file holds into messages with ids of their own; packets of hand-offs are the same on both sides. */
export function createMessages({ newId, me, conversationOf }: Bringing) {
  const packets = new Map<number, HandoffPacket>();
  const idOf = (who: "me" | "other") => (who === "me" ? me : SOMEBODY);
  const file = ({ name, mediaType, size, sha256 }: PortableFile): PacketFile => ({
    ...{ fileId: newId(), name: safeFileName(name), mediaType, size },
    absent: { sha256 },
  });
  const packet = ({ handoff, from, to, files, type: _type, ...told }: PortableHandoff): HandoffPacket => {
    const known = packets.get(handoff);
    if (known) return known;
    const ids = { handoffId: newId(), fromSlug: from, toSlug: to, toConversationId: conversationOf(to) };
    const made = { ...ids, ...told, files: files.map(file) };
    packets.set(handoff, made);
    return made;
  };

  const part = (one: PortablePart): MessagePart => {
    switch (one.type) {
      case "file":
        return { type: "file", ...file(one) };
      case "tool-call": {
        const { output, error, startedAt, endedAt, answered, ...call } = one;
        return {
          ...call,
          state: ENDED[call.state] ?? call.state,
          ...(output !== undefined && { output }),
          ...(error && { error }),
          ...(startedAt && { startedAt }),
          ...(endedAt && { endedAt }),
          ...(answered && { answered: { by: idOf(answered.by), at: answered.at } }),
        };
      }
      case "handoff":
        return { type: "handoff", packet: packet(one) };
      case "run":
        return { type: "run", runId: newId(), workflowType: one.workflowType };
      case "receipts":
        return { type: "receipts", receipts: receiptsOf(one.receipts) };
      default:
        return one as MessagePart;
    }
  };

  const conversation = (conversationId: string, messages: readonly PortableMessage[]): Message[] => {
    const ids = messages.map(newId);
    return messages.map(
      ({ number, follows, author, status, parts, model, usage, orchestratorContext, ...told }, index) => ({
        ...told,
        id: ids[index] as string,
        conversationId,
        sequence: number,
        parentId: follows === null ? null : (ids[follows - 1] as string),
        parts: parts.map(part),
        status: SETTLED[status] ?? status,
        authorId: told.role === "user" ? idOf(author ?? "me") : null,
        model: model && modelOf(model),
        usage: usage as Message["usage"],
        orchestratorContext: orchestratorContext && { ...orchestratorContext, activeOrchestrators: [] },
      }),
    );
  };

  return { conversation, packets: () => [...packets.values()] };
}

const modelOf = (model: Omit<ModelUsed, "configId">): ModelUsed => ({ configId: null, ...model });

const receiptsOf = (receipts: PortableReceipts) =>
  receipts.map(({ status, next, ...one }) => ({
    ...one,
    configId: null,
    ...(status !== undefined && { status }),
    next: next && {
      at: next.at,
      model: modelOf(next.model),
      ...(next.share !== undefined && { share: next.share }),
    },
  }));
