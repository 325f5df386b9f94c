import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Inbox } from "../ports/inbox.ts";
import type { ListInboxInput } from "./inbox-schema.ts";

/** What waits for the caller in all sessions, questions and drafts: what expires first before the rest. Nothing waits for a viewer. */
export async function listInbox({ ctx, input }: Call<ListInboxInput>): Promise<Inbox> {
  authorize(ctx, "sessions:read");
  if (ctx.role === "viewer") return { items: [], nextCursor: null, total: 0 };
  return ctx.ports.sessions.inbox({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }, input);
}
