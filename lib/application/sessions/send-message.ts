import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { type MessagePart, textOf } from "#lib/domain/session/parts.ts";
import { storableText } from "#lib/domain/storable-json.ts";
import { type Responded, respond } from "../agents/respond.ts";
import { responseFromText } from "../agents/response-schema.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { requireConfig } from "../llm/require-config.ts";
import type { ConversationHead, SessionHead } from "../ports/reads.ts";
import { type Heads, mergeChanges, type SessionPatch } from "../ports/store.ts";
import { planTurn } from "../turns/plan-turn.ts";
import { openConversation } from "./open-conversation.ts";
import { requireOpen, touchSession } from "./open-session.ts";
import { requireActor } from "./require-access.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { titleFrom } from "./title.ts";

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

/** Writes a person's message and the accepted turn that answers it in one commit, then starts the turn. */
export async function sendMessage({ ctx, input }: Call<SendMessage>): Promise<SentMessage> {
  authorize(ctx, "sessions:write", "member");
  await requireConfig(ctx, input.llmConfigId);
  const messageId = input.id ?? ctx.newId();
  const parts = await resolveParts(ctx, input);
  const sent = await retryOnConflict(() => attempt(ctx, input, messageId, parts)).catch((error) => {
    if (input.id && isRepeat(error)) return repeated(ctx, input, messageId, error);
    throw error;
  });
  ctx.ports.engine.startTurn(sent.turnId, 0);
  return sent;
}

async function attempt(
  ctx: Context,
  input: SendMessage,
  messageId: string,
  parts: MessagePart[],
): Promise<SentMessage> {
  const definition = ctx.ports.catalog.findAgent(input.agent);
  if (!definition) throw notFound("agent");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const [head, conversation] = await Promise.all([
    ctx.ports.sessions.head(viewer, input.sessionId),
    ctx.ports.sessions.conversation(viewer, input.sessionId, definition.slug),
  ]);
  const session = requireOpen(head);
  requireActor(session, conversation);
  if (conversation?.activeTurn) {
    const said = input.parts ? null : input.text;
    const answered = said ? await answerInWords(ctx, conversation.activeTurn, said) : null;
    if (answered) return { messageId, turnId: answered.turnId, feedSequence: answered.feedSequence };
    throw busy(conversation.activeTurn.status);
  }
  const asked = { messageId, parts, definition, session, conversation, llmConfigId: input.llmConfigId ?? null };
  const sending = await ctx.ports.agents.inTurn(`${session.ownerId}:${definition.slug}`, () => accept(ctx, asked));
  const heads = await sending.committed;
  return { messageId, turnId: sending.turnId, feedSequence: heads[session.id] ?? 0 };
}

interface Asked {
  messageId: string;
  parts: MessagePart[];
  definition: AgentDefinition;
  session: SessionHead;
  conversation: ConversationHead | null;
  llmConfigId: string | null;
}

/** What the store has been given: the next message to this agent need not wait until it is there. */
interface Sending {
  turnId: string;
  committed: Promise<Heads>;
}

async function accept(ctx: Context, asked: Asked): Promise<Sending> {
  const { messageId, parts, definition, session, conversation, llmConfigId } = asked;
  const at = ctx.now();
  const responderId = ctx.actor.userId;
  const opened = await openConversation(ctx, {
    session,
    conversation,
    definition,
    commands: () => [{ type: "receive-message", sessionId: session.id, messageId, responderId, at }],
  });
  const turnId = ctx.newId();
  const turn = planTurn(
    {
      workspaceId: ctx.workspaceId,
      sessionId: session.id,
      conversationId: opened.conversationId,
      agentId: opened.agentId,
      slug: definition.slug,
      userId: responderId,
      turnId,
      llmConfigId,
      messageCount: opened.messageCount,
      parentId: opened.lastMessageId,
      at,
    },
    { id: messageId, role: "user", parts, authorId: responderId },
  );
  const touched = touchSession(session, at);
  const named = nameSession(session, textOf(parts));
  const committed = ctx.ports.store.commit(
    mergeChanges(turn.changes, {
      agents: opened.append ? [opened.append] : [],
      sessions: [{ ...touched.patch, ...named.patch }],
      conversations: [
        {
          id: opened.conversationId,
          sessionId: session.id,
          agentId: opened.agentId,
          slug: definition.slug,
          newMessages: 2,
          at,
        },
      ],
      feed: [
        {
          sessionId: session.id,
          ownerId: session.ownerId,
          at,
          facts: [...named.facts, ...touched.facts, ...opened.facts, ...turn.facts],
        },
      ],
    }),
  );
  if (opened.append) ctx.ports.agents.expect(opened.append, committed);
  // Nobody finds a new agent before it is there.
  if (opened.append?.expectedVersion === 0) await committed;
  return { turnId, committed };
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

/** The first message names the session. */
function nameSession(session: SessionHead, text: string): { patch: Pick<SessionPatch, "title">; facts: FeedFact[] } {
  const title = session.title ? null : titleFrom(text);
  return title ? { patch: { title }, facts: [{ type: "session.renamed", title }] } : { patch: {}, facts: [] };
}

/** A question that takes these words is answered by them. */
async function answerInWords(
  ctx: Context,
  turn: NonNullable<ConversationHead["activeTurn"]>,
  text: string,
): Promise<Responded | null> {
  const action = turn.status === "suspended" ? await ctx.ports.sessions.pendingAction(turn.id) : null;
  const response = action && responseFromText(action, storableText(text));
  if (action === null || response === null) return null;
  const { id: clientActionId, agentId: agent, toolCallId } = action;
  return respond({ ctx, input: { agent, clientActionId, toolCallId, response } });
}

export function busy(status: "accepted" | "running" | "suspended"): DomainError {
  return status === "suspended"
    ? new DomainError("response_pending", "The agent waits for an answer to its question. Answer it or stop it first.")
    : new DomainError(
        "turn_in_progress",
        "The agent is still answering in this conversation. Wait for it or stop it first.",
      );
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
): Promise<SentMessage> {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const earlier = await ctx.ports.turns.answering(viewer, sessionId, messageId);
  if (earlier) return { messageId, ...earlier };
  if (errorCode(error) === "already_exists")
    throw new DomainError("idempotency_conflict", "This message id is taken. Send the message with a new id.");
  throw error;
}
