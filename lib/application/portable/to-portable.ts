import type { HandoffPacket, PacketFile } from "#lib/domain/session/handoff.ts";
import type { OrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import type { Message, MessagePart, ModelUsed, Receipt } from "#lib/domain/session/parts.ts";
import type { PortableMessage, PortablePart } from "./schema.ts";

interface Taken {
  /** The person who takes the session along. */
  me: string;
  /** By file id. */
  hashes: ReadonlyMap<string, string>;
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Turns the messages of a session, one conversation after the other and each in its order, into what a file holds. */
export function createPortable({ me, hashes }: Taken) {
  const ids = new Map<string, string>();
  const numberOf = (id: string): string => {
    const number = ids.get(id) ?? `id-${ids.size + 1}`;
    ids.set(id, number);
    return number;
  };
  /** What machines say of each other names things here by their ids; elsewhere it names nothing. */
  const withoutIds = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value).replace(ID, numberOf));
  const handoffs = new Map<string, number>();
  const whoIs = (id: string) => (id === me ? "me" : "other");
  const file = ({ fileId, name, mediaType, size, absent }: PacketFile) => ({
    ...{ name, mediaType, size },
    sha256: absent?.sha256 ?? hashes.get(fileId) ?? null,
  });

  const packet = ({ handoffId, fromSlug, toSlug, goal, facts, openQuestions, files, createdAt }: HandoffPacket) => {
    const number = handoffs.get(handoffId) ?? handoffs.size + 1;
    handoffs.set(handoffId, number);
    return {
      handoff: number,
      from: fromSlug,
      to: toSlug,
      goal,
      facts,
      openQuestions,
      files: files.map(file),
      createdAt,
    };
  };

  const part = (one: MessagePart): PortablePart => {
    switch (one.type) {
      case "file":
        return { type: "file", ...file(one) };
      case "tool-call": {
        const { answered, ...call } = one;
        return { ...withoutIds(call), ...(answered && { answered: { by: whoIs(answered.by), at: answered.at } }) };
      }
      case "handoff":
        return { type: "handoff", ...packet(one.packet) };
      case "run":
        return { type: "run", workflowType: one.workflowType };
      case "receipts":
        return { type: "receipts", receipts: one.receipts.map(receipt) };
      default:
        return one;
    }
  };

  /** The messages of one conversation get their numbers here. */
  function conversation(): (message: Message) => PortableMessage {
    const numbers = new Map<string, number>();
    return ({ id, parentId, role, parts, status, authorId, model, usage, orchestratorContext, error, createdAt }) => {
      const number = numbers.size + 1;
      numbers.set(id, number);
      return {
        number,
        follows: (parentId && numbers.get(parentId)) || null,
        role,
        author: role === "user" ? whoIs(authorId ?? me) : null,
        status,
        parts: parts.map(part),
        model: model && modelOf(model),
        usage,
        orchestratorContext: withoutIds(orchestratorContext as OrchestratorContext | null),
        error: withoutIds(error),
        createdAt,
      };
    };
  }

  return { conversation, withoutIds };
}

const modelOf = ({ provider, model, name }: ModelUsed) => ({ provider, model, name });

const receipt = ({ configId: _own, next, ...one }: Receipt) => ({
  ...one,
  next: next && { ...next, model: modelOf(next.model) },
});
