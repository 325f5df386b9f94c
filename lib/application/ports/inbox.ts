import type { Json } from "#lib/domain/json.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { Draft } from "#lib/domain/session/draft.ts";

export interface InboxFilter {
  /** What waits of this agent alone. */
  agentId?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

interface InboxPlace {
  sessionId: string;
  sessionTitle: string | null;
  agent: { slug: string; name: string };
}

export interface InboxQuestion extends InboxPlace {
  kind: "question";
  action: OpenClientAction;
  /** The tool call that waits; of an approval, what would run. */
  call: { tool: string; input: Json } | null;
}

export interface InboxDraft extends InboxPlace {
  kind: "draft";
  agentId: string;
  /** The name of the mentee. */
  author: string;
  /** What was asked, when the draft is an answer. */
  question: string | null;
  draft: Draft;
}

/** Something that waits for a person: a question to answer, or a draft to decide on. */
export type InboxItem = InboxQuestion | InboxDraft;

export interface Inbox {
  items: InboxItem[];
  nextCursor: string | null;
  /** All that wait, beyond this page too. */
  total: number;
}
