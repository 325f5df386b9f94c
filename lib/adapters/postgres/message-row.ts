import type { Message, MessagePart, ToolCallPart } from "#lib/domain/session/parts.ts";
import { array, iso, object } from "./read-sql.ts";

/** A message that a turn still writes: its parts are the committed iterations', with their calls as they stand. */
const WRITING = "m.status = 'streaming'";

const CALLS = array(
  object({
    toolCallId: "k.tool_call_id",
    state: "k.state",
    output: "k.output",
    error: "k.error",
    startedAt: iso("k.started_at"),
    endedAt: iso("k.ended_at"),
  }),
  "from tool_calls k where k.turn_id = i.turn_id and k.iteration = i.n",
  "k.index",
);

/** A row of `messages m` as `toMessage` takes it. */
export const MESSAGE = object({
  id: "m.id",
  conversationId: "m.conversation_id",
  sequence: "m.sequence",
  parentId: "m.parent_id",
  role: "m.role",
  parts: "m.parts",
  status: "m.status",
  authorId: "m.author_id",
  model: "m.model",
  usage: "m.usage",
  orchestratorContext: "m.orchestrator_context",
  error: "m.error",
  createdAt: iso("m.created_at"),
  committed: `case when ${WRITING} then
    (select json_agg(json_build_object('parts', i.parts, 'calls', ${CALLS}) order by i.n)
     from turn_iterations i where i.turn_id = m.id) end`,
});

type CallRow = Pick<ToolCallPart, "toolCallId" | "state"> & {
  [Key in "output" | "error" | "startedAt" | "endedAt"]: NonNullable<ToolCallPart[Key]> | null;
};

export type MessageRow = Message & { committed: { parts: MessagePart[]; calls: CallRow[] }[] | null };

/** Live text after the committed parts is not in the message: it arrives as deltas from offset 0. */
export function toMessage({ committed, ...message }: MessageRow): Message {
  if (!committed) return message;
  const parts = committed.flatMap(({ parts, calls }) => parts.map((part) => withCall(part, calls)));
  return { ...message, parts };
}

function withCall(part: MessagePart, calls: CallRow[]): MessagePart {
  if (part.type !== "tool-call") return part;
  const call = calls.find((one) => one.toolCallId === part.toolCallId);
  if (!call) return part;
  const known = Object.entries(call).filter(([, value]) => value !== null);
  return { ...part, ...(Object.fromEntries(known) as Partial<ToolCallPart>) };
}
