import { agentKey } from "#lib/domain/agent/state.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import type { MessagePart } from "#lib/domain/session/parts.ts";
import type { LiveTurn } from "#lib/domain/session/view.ts";
import { storableText } from "#lib/domain/storable-json.ts";
import { answerQuestion } from "../agents/respond.ts";
import { responseFromText } from "../agents/response-schema.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { limitMessage } from "../limits/take-limits.ts";
import { requireConfig } from "../llm/require-config.ts";
import type { DraftAnswer } from "../ports/store.ts";
import { acceptMessage } from "./accept-message.ts";
import { requireOpen } from "./open-session.ts";
import { requireWriter } from "./require-access.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { type SubmittedDraft, submitDraft, submittedBefore } from "./submit-draft.ts";

export interface SendMessage {
  sessionId: string;
  /** Slug or alias of the agent that is to answer. */
  agent: string;
  /** Made by the client: the same id again answers the same. */
  id?: string | undefined;
  text?: string | undefined;
  parts?: ({ type: "text"; text: string } | { type: "file"; fileId: string })[] | undefined;
  llmConfigId?: string | undefined;
}

export interface SentMessage {
  messageId: string;
  turnId: string;
  feedSequence: number;
}

/**
 * Writes a person's message and the accepted turn that answers it in one commit, then starts the turn. A mentee's
 * message becomes a draft: nothing answers it before it is approved. While a question waits, words that it takes are its
 * answer, and others are `response_pending`.
 */
export async function sendMessage({ ctx, input }: Call<SendMessage>): Promise<SentMessage | SubmittedDraft> {
  authorize(ctx, "sessions:write", "member");
  await requireConfig(ctx, input.llmConfigId);
  const messageId = input.id ?? ctx.newId();
  const parts = await resolveParts(ctx, input);
  await limitMessage(ctx, input.sessionId);
  return retryOnConflict(() => attempt(ctx, input, messageId, parts)).catch((error) => {
    if (input.id && isRepeat(error)) return repeated(ctx, input, messageId, error);
    throw error;
  });
}

async function attempt(
  ctx: Context,
  input: SendMessage,
  messageId: string,
  parts: MessagePart[],
): Promise<SentMessage | SubmittedDraft> {
  const definition = ctx.ports.catalog.findAgent(input.agent);
  if (!definition) throw notFound("agent");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const { session: head, conversation } = await ctx.ports.sessions.heads(viewer, input.sessionId, definition.slug);
  const session = requireOpen(head);
  const role = requireWriter(session, conversation);
  const llmConfigId = input.llmConfigId ?? null;
  const turn = conversation?.activeTurn;
  const answer = turn?.status === "suspended" ? await answerInWords(ctx, turn.id, input) : null;
  if (role === "mentee" && conversation) {
    if (turn?.status === "suspended" && !answer) throw busy(turn.status);
    return submitDraft(ctx, { draftId: messageId, parts, session, conversation, llmConfigId, answer });
  }
  if (turn) {
    if (!answer) throw busy(turn.status);
    const answered = await answerQuestion({ ctx, input: { agent: conversation.agentId, ...answer } });
    if (!("turnId" in answered)) throw busy(turn.status);
    return { messageId, turnId: answered.turnId, feedSequence: answered.feedSequence };
  }
  const asked = { messageId, parts, authorId: viewer.userId, definition, session, conversation, llmConfigId };
  const sending = await ctx.ports.agents.inTurn(agentKey(session.ownerId, definition.slug), () =>
    acceptMessage(ctx, asked),
  );
  const heads = await sending.committed;
  ctx.ports.engine.startTurn(sending.turnId, 0);
  return { messageId, turnId: sending.turnId, feedSequence: heads[session.id] ?? 0 };
}

/** Text and files as message parts; a file must be one of this session. */
async function resolveParts(ctx: Context, { sessionId, text, parts = [] }: SendMessage): Promise<MessagePart[]> {
  const asked = text === undefined ? parts : [{ type: "text" as const, text }, ...parts];
  const wanted = asked.some((part) => part.type === "file");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const files = wanted ? await ctx.ports.sessions.files(viewer, sessionId) : [];
  const resolved = asked.map((part): MessagePart => {
    if (part.type === "text") return { type: "text", text: storableText(part.text) };
    const file = files.find((one) => one.fileId === part.fileId);
    if (!file) throw new DomainError("not_found", "There is no such file in this session. Upload it again.");
    return { type: "file", fileId: file.fileId, name: file.name, mediaType: file.mediaType, size: file.size };
  });
  const said = resolved.filter((part) => part.type !== "text" || part.text.trim() !== "");
  if (said.length === 0)
    throw new DomainError("validation_failed", "The message is empty. Write something or attach a file.");
  return said;
}

/** The message as the answer to the question that a turn waits with; null when that takes no such words. */
async function answerInWords(ctx: Context, turnId: string, { text, parts }: SendMessage): Promise<DraftAnswer | null> {
  if (!text || parts) return null;
  const action = await ctx.ports.sessions.pendingAction(turnId);
  const response = action && responseFromText(action, storableText(text));
  if (action === null || response === null) return null;
  const { id: clientActionId, toolCallId } = action;
  return { clientActionId, toolCallId, response };
}

export function busy(status: LiveTurn["status"]): DomainError {
  switch (status) {
    case "suspended":
      return new DomainError(
        "response_pending",
        "The agent waits for an answer to its question. Answer it or stop it first.",
      );
    case "paused":
      return new DomainError(
        "turn_in_progress",
        "The answer in this conversation is paused until its budget has room. Stop it first.",
      );
    default:
      return new DomainError(
        "turn_in_progress",
        "The agent is still answering in this conversation. Wait for it or stop it first.",
      );
  }
}

const isRepeat = (error: unknown): boolean =>
  ["already_exists", "turn_in_progress", "response_pending", "version_conflict", "session_closed"].includes(
    errorCode(error) ?? "",
  );

async function repeated(
  ctx: Context,
  { sessionId }: SendMessage,
  messageId: string,
  error: unknown,
): Promise<SentMessage | SubmittedDraft> {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const earlier = await ctx.ports.turns.answering(viewer, sessionId, messageId);
  if (earlier) return { messageId, ...earlier };
  const draft = await submittedBefore(ctx, sessionId, messageId);
  if (draft) return draft;
  if (errorCode(error) === "already_exists")
    throw new DomainError("idempotency_conflict", "This message id is taken. Send the message with a new id.");
  throw error;
}
