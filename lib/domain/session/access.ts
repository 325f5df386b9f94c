import type { AgentRole } from "#lib/domain/agent/state.ts";
import type { FeedEntry, HiddenEntry, LiveItem } from "./feed.ts";
import { emptyOrchestratorContext } from "./orchestrator-context.ts";
import type { Message } from "./parts.ts";
import type { SessionView } from "./view.ts";

/**
 * What a person may see of a session. Its owner sees all of it; whoever has a role on an agent sees that agent's
 * conversations in it: their messages, turns, questions, runs and drafts, what was handed to them, and the session's
 * status and title, unless it was made from words in another conversation. Everything that is read or followed goes through this one value.
 */
export type Access = { kind: "owner" } | SharedAccess;

export interface SharedAccess {
  kind: "shared";
  /** The person's role by agent. */
  roles: Readonly<Record<string, AgentRole>>;
  /** The person's role by conversation: those that may be seen. */
  conversations: Readonly<Record<string, AgentRole>>;
}

interface AccessedSession {
  ownerId: string;
  conversations: readonly { conversationId: string; agentId: string }[];
}

/** The access of a person with these roles; null: to them the session does not exist. */
export function accessTo(
  session: AccessedSession,
  person: { userId: string; roles: Readonly<Record<string, AgentRole>> },
): Access | null {
  if (session.ownerId === person.userId) return { kind: "owner" };
  const { roles } = person;
  const seen = session.conversations.flatMap(({ conversationId, agentId }) => {
    const role = roles[agentId];
    return role ? [[conversationId, role] as const] : [];
  });
  return seen.length > 0 ? { kind: "shared", roles, conversations: Object.fromEntries(seen) } : null;
}

/** The role in a conversation; null when it is not to be seen. */
export const roleIn = (access: Access, conversationId: string): AgentRole | null =>
  access.kind === "owner" ? "primary" : (access.conversations[conversationId] ?? null);

/** Items as this person gets them, and the access that they lead to: a conversation that begins may be one to see. */
export function lookAt(access: Access, items: LiveItem[]): { access: Access; items: LiveItem[] } {
  if (access.kind === "owner") return { access, items };
  let now: SharedAccess = access;
  const seen: LiveItem[] = [];
  for (const item of items) {
    if (item.kind === "entry") {
      now = withEntry(now, item.entry);
      seen.push({ kind: "entry", entry: entryFor(now, item.entry) });
    } else {
      const { conversationId } = item.kind === "delta" ? item.delta : item.rewind;
      if (roleIn(now, conversationId)) seen.push(item);
    }
  }
  return { access: now, items: seen };
}

function withEntry(access: SharedAccess, entry: FeedEntry | HiddenEntry): SharedAccess {
  if (entry.type !== "conversation.started") return access;
  const role = access.roles[entry.conversation.agentId];
  if (!role) return access;
  return { ...access, conversations: { ...access.conversations, [entry.conversationId]: role } };
}

/** The entry as this person gets it. What is not known to be for them is hidden. */
export function entryFor<Entry extends FeedEntry | HiddenEntry>(access: Access, entry: Entry): Entry | HiddenEntry {
  if (access.kind === "owner" || isSeen(access, entry)) return withoutContext(access, entry);
  return { type: "hidden", sequence: entry.sequence };
}

function isSeen(access: SharedAccess, entry: FeedEntry | HiddenEntry): boolean {
  switch (entry.type) {
    case "session.created":
    case "session.renamed":
      return entry.conversationId === undefined || isOfConversation(access, entry.conversationId);
    case "session.status":
    case "session.deleted":
    case "session.restored":
      return true;
    case "handoff.created":
      return roleIn(access, entry.packet.toConversationId) !== null;
    case "workflow.started":
    case "workflow.completed":
    case "workflow.failed":
    case "workflow.cancelled":
      return isOfConversation(access, entry.run.conversationId);
    default:
      return "conversationId" in entry && isOfConversation(access, entry.conversationId);
  }
}

const isOfConversation = (access: SharedAccess, conversationId: string | null): boolean =>
  conversationId !== null && roleIn(access, conversationId) !== null;

function withoutContext<Entry extends FeedEntry | HiddenEntry>(access: Access, entry: Entry): Entry {
  return access.kind === "shared" && "message" in entry
    ? { ...entry, message: messageFor(access, entry.message) }
    : entry;
}

/** What else ran in the session when a message was written is its owner's to know. */
export const messageFor = (access: Access, message: Message): Message =>
  access.kind === "owner" ? message : { ...message, orchestratorContext: null };

/** The view, read with the title that this person may see, as they get it; its orchestrator context is empty, to be folded from the entries that they see. */
export function viewFor(access: Access, view: SessionView): SessionView {
  if (access.kind === "owner") return view;
  const seen = (conversationId: string | null): boolean => isOfConversation(access, conversationId);
  const ofSeen = <Value extends { conversationId: string }>(all: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).filter(([, one]) => seen(one.conversationId)));
  const keyed = <Value>(all: Record<string, Value>): [string, Value][] =>
    Object.entries(all).filter(([id]) => seen(id));
  return {
    ...view,
    subject: null,
    conversations: ofSeen(view.conversations),
    messages: Object.fromEntries(
      keyed(view.messages).map(([id, all]) => [id, all.map((message) => messageFor(access, message))]),
    ),
    olderCursor: Object.fromEntries(keyed(view.olderCursor)),
    turns: ofSeen(view.turns),
    clientActions: ofSeen(view.clientActions),
    drafts: view.drafts.filter((draft) => seen(draft.conversationId)),
    roles: { ...access.roles },
    runs: view.runs.filter((run) => seen(run.conversationId)),
    handoffs: view.handoffs.filter((packet) => seen(packet.toConversationId)),
    stateKeys: [],
    orchestratorContext: emptyOrchestratorContext,
    metadata: {},
  };
}
