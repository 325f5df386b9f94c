import type { Message } from "#lib/domain/session/parts.ts";
import type { ArchivedFile } from "../download.ts";
import type { ExportedSession, PersonalData } from "../ports/personal-data.ts";
import { itemsOf, json, jsonArray } from "./pages.ts";
import { conversationMarkdown, titleMarkdown } from "./session-markdown.ts";

type Conversation = ExportedSession["conversations"][number];

/** A session: its facts, and each conversation with all branches as JSON and to be read as Markdown. */
export function* sessionFiles(data: PersonalData, session: ExportedSession, me: string): Generator<ArchivedFile> {
  const folder = `sessions/${session.createdAt.slice(0, 10)} ${pathName(session.title ?? "Untitled")} ${tail(session.id)}`;
  const at = session.createdAt;
  yield { name: `${folder}/session.json`, at, content: json(session) };
  for (const conversation of session.conversations) {
    const name = `${folder}/${pathName(conversation.slug)}`;
    yield { name: `${name}.json`, at, content: jsonArray(messagesOf(data, conversation)) };
    yield { name: `${name}.md`, at, content: markdown(data, session, conversation, me) };
  }
}

/** Of all branches, in their order. */
export const messagesOf = (data: PersonalData, { id }: Pick<Conversation, "id">): AsyncGenerator<Message> =>
  itemsOf<Message>((last) => data.messages(id, last?.sequence ?? 0));

async function* markdown(
  data: PersonalData,
  { title, createdAt }: ExportedSession,
  conversation: Conversation,
  me: string,
): AsyncGenerator<string> {
  yield `${titleMarkdown(title)}\nFrom ${createdAt}.\n`;
  yield* conversationMarkdown({ agentName: conversation.agentName, messages: messagesOf(data, conversation), me });
}

const tail = (id: string): string => id.slice(-8);

/** A text as a part of a path: letters, digits, dots and dashes of it; never empty, never leading elsewhere. */
export function pathName(text: string): string {
  const plain = text
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N}.]+/gu, "-")
    .replaceAll(/\.{2,}/g, ".")
    .replaceAll(/^[-.]+|[-.]+$/g, "");
  return (
    [...plain]
      .slice(0, 60)
      .join("")
      .replace(/[-.]+$/, "") || "untitled"
  );
}
