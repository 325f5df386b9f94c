import { messageFor } from "#lib/domain/session/access.ts";
import type { ConversationView } from "#lib/domain/session/feed.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { jsonArray } from "../data/pages.ts";
import { messagesOf, pathName } from "../data/session-files.ts";
import { conversationMarkdown, titleMarkdown } from "../data/session-markdown.ts";
import type { Download } from "../download.ts";
import type { SessionHead } from "../ports/reads.ts";
import { type ExportSessionInput, FORMAT, type PortableMessage, type PortableSession, VERSION } from "./schema.ts";
import { createPortable } from "./to-portable.ts";

interface Exported {
  head: SessionHead;
  session: SessionView;
  nameOf(conversation: ConversationView): string;
  /** Of one conversation, as far as the caller may see them, read while they are sent. */
  messages(conversationId: string): AsyncGenerator<Message>;
}

/**
 * A session to be taken along, made while it is downloaded: as JSON, which can be brought in again, or as Markdown to be
 * read. It holds what the caller may read and nothing more; the log says that they took it.
 */
export async function exportSession({ ctx, input }: Call<ExportSessionInput>): Promise<Download> {
  authorize(ctx, "sessions:read");
  const { sessionId, format } = input;
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const [head, session, files, agents] = await Promise.all([
    ctx.ports.sessions.head(viewer, sessionId),
    ctx.ports.sessions.view(viewer, sessionId, 0),
    ctx.ports.sessions.files(viewer, sessionId),
    ctx.ports.agents.list(viewer),
  ]);
  if (!head || !session || session.deleted) throw notFound("session");
  const target = { kind: "session", id: sessionId } as const;
  await ctx.ports.auditLog.note(auditOf(ctx, { verb: "session.exported", target, after: { format } }));
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  const exported: Exported = {
    head,
    session,
    nameOf: ({ agentId, slug }) => names.get(agentId) ?? ctx.ports.catalog.findAgent(slug)?.name ?? slug,
    async *messages(id) {
      for await (const message of messagesOf(ctx.ports.personalData, { id })) yield messageFor(head.access, message);
    },
  };
  const name = pathName(session.title ?? "Session");
  const hashes = new Map(files.map(({ fileId, sha256 }) => [fileId, sha256]));
  return format === "json"
    ? { name: `${name}.json`, mediaType: "application/json", content: json(ctx, exported, hashes) }
    : { name: `${name}.md`, mediaType: "text/markdown; charset=utf-8", content: markdown(ctx, exported) };
}

async function* json(
  ctx: Context,
  { head, session, nameOf, messages }: Exported,
  hashes: ReadonlyMap<string, string>,
): AsyncGenerator<string> {
  const { title, subject, status, createdAt, orchestratorContext } = session;
  const conversations = Object.values(session.conversations);
  const { conversation, withoutIds } = createPortable({ me: ctx.actor.userId, hashes });
  const titleFrom = conversations.find(({ conversationId }) => conversationId === head.titleFrom)?.slug ?? null;
  const facts: Omit<PortableSession, "conversations"> = {
    ...({ format: FORMAT, version: VERSION } as const),
    exportedAt: ctx.now(),
    ...{ title, titleFrom, subject, status, createdAt, orchestratorContext: withoutIds(orchestratorContext) },
  };
  yield `${JSON.stringify(facts, null, 2).slice(0, -2)},\n  "conversations": [`;
  let separator = "\n";
  for (const one of conversations) {
    yield `${separator}{"agent": ${JSON.stringify(one.slug)}, "name": ${JSON.stringify(nameOf(one))}, "messages": `;
    yield* jsonArray(mapped(messages(one.conversationId), conversation()));
    yield "}";
    separator = ",\n";
  }
  yield "\n]}\n";
}

async function* mapped(
  messages: AsyncIterable<Message>,
  numbered: (message: Message) => PortableMessage,
): AsyncGenerator<PortableMessage> {
  for await (const message of messages) yield numbered(message);
}

async function* markdown(ctx: Context, { session, nameOf, messages }: Exported): AsyncGenerator<string> {
  const { title, status, createdAt, people } = session;
  yield `${titleMarkdown(title)}\nBegun ${createdAt}, ${status}. Taken along ${ctx.now()}; times are in UTC.\n`;
  for (const one of Object.values(session.conversations))
    yield* conversationMarkdown({
      ...{ agentName: nameOf(one), messages: messages(one.conversationId) },
      ...{ me: ctx.actor.userId, people },
    });
}
