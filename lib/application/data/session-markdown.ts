import type { Message } from "#lib/domain/session/parts.ts";
import { escapeMarkdown as line } from "#lib/domain/workflow/markdown.ts";
import { messageMarkdown } from "./message-markdown.ts";

interface Conversation {
  agentName: string;
  messages: AsyncIterable<Message>;
  /** The person who takes it along. */
  me: string;
  people?: Readonly<Record<string, string>>;
}

export const titleMarkdown = (title: string | null): string => `# ${line(title ?? "Untitled")}\n`;

/** One conversation under a heading, with all its branches in the order in which they were written. */
export async function* conversationMarkdown({ messages, ...told }: Conversation): AsyncGenerator<string> {
  yield `\n## With ${line(told.agentName)}\n`;
  const numbers = new Map<string, number>();
  let before: string | null = null;
  for await (const message of messages) {
    numbers.set(message.id, message.sequence);
    const answers = message.parentId === before ? null : (message.parentId && numbers.get(message.parentId)) || null;
    yield `\n${messageMarkdown(message, { answers, ...told })}`;
    before = message.id;
  }
}
