import { type Message, textOf } from "#lib/domain/session/parts.ts";
import { resolveSlug } from "../agents/resolve-slug.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Page } from "../ports/reads.ts";
import type { GetMessagesInput } from "./schema.ts";

/** A page of a conversation, oldest first; `nextCursor` is the `before` of the page with older messages. */
export async function getMessages({ ctx, input }: Call<GetMessagesInput>): Promise<Page<Message & { text: string }>> {
  authorize(ctx, "sessions:read");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const slug = await resolveSlug(ctx, input.agent);
  const { limit, before } = input;
  const page = await ctx.ports.sessions.messages(viewer, input.sessionId, slug, {
    limit,
    ...(before !== undefined && { before }),
  });
  if (!page) throw notFound("conversation");
  return { ...page, items: page.items.map((message) => ({ ...message, text: textOf(message.parts) })) };
}
