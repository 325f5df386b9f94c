import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { decideAgent } from "../agents/record-events.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { limitImport } from "../limits/take-limits.ts";
import { invalidField } from "../parse-input.ts";
import { type AgentAppend, mergeChanges } from "../ports/store.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { type Partaker, planImport } from "./plan-import.ts";
import type { ImportedSession, PortableSession } from "./schema.ts";

/** Why a conversation with an unknown agent can only be read. */
export const NOT_HERE = "This installation has no such agent";

type Conversation = PortableSession["conversations"][number];

/**
 * Makes a new session of the caller's from a file, in one commit: its own ids, owner and workspace, whatever the file
 * says. A conversation with an agent that is not on offer here stays readable, as one with an archived agent.
 */
export async function importSession({ ctx, input: file }: Call<PortableSession>): Promise<ImportedSession> {
  authorize(ctx, "sessions:write", "member");
  const slugs = slugsOf(ctx, file.conversations);
  await limitImport(ctx);
  const { workspaceId, actor } = ctx;
  return retryOnConflict(async () => {
    const at = ctx.now();
    const opened = await Promise.all(file.conversations.map((one, index) => open(ctx, one, slugs[index] ?? null)));
    const partakers = opened.map(({ partaker }) => partaker);
    const planned = planImport({ file, workspaceId, ownerId: actor.userId, partakers, at, newId: ctx.newId });
    const [{ id, title }] = planned.newSessions;
    await ctx.ports.store.commit(
      mergeChanges(planned, {
        agents: opened.flatMap(({ append }) => append ?? []),
        audit: [auditOf(ctx, { verb: "session.imported", target: { kind: "session", id } })],
      }),
    );
    const readOnly = partakers.filter(({ archived }) => archived).map(({ slug }) => slug);
    return { id, title, messages: planned.messages?.length ?? 0, readOnly };
  });
}

/** The agents of the file as they are called here; null: not on offer. Error: two conversations with the same one. */
function slugsOf({ ports }: Context, conversations: readonly Conversation[]): (string | null)[] {
  const slugs = conversations.map(({ agent }) => ports.catalog.findAgent(agent)?.slug ?? null);
  const names = slugs.map((slug, index) => slug ?? conversations[index]?.agent ?? "");
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice < 0) return slugs;
  throw invalidField(`conversations.${twice}.agent`, `There is a conversation with ${names[twice]} before.`);
}

/** The caller's own agent, made if it is new. */
async function open(
  ctx: Context,
  { agent, name }: Conversation,
  slug: string | null,
): Promise<{ partaker: Partaker; append: AgentAppend | null }> {
  const { workspaceId } = ctx;
  const ownerId = ctx.actor.userId;
  const at = ctx.now();
  const definition = slug === null ? undefined : ctx.ports.catalog.findAgent(slug);
  const known = definition && (await ctx.ports.agents.find({ workspaceId, userId: ownerId }, definition.slug));
  if (known) return { partaker: { agentId: known, slug: definition.slug, archived: false }, append: null };
  const made = definition ?? { slug: agent, agentType: "specialist", name: name.trim() || agent };
  const commands: AgentCommand[] = [
    { type: "create", ownerId, agentType: made.agentType, slug: made.slug, name: made.name, at },
    ...(definition ? [] : [{ type: "archive", reason: NOT_HERE, terminateActive: false, by: ownerId, at } as const]),
  ];
  const agentId = ctx.newId();
  const append = decideAgent(ctx, { state: absentAgent(agentId, workspaceId), version: 0 }, commands);
  return { partaker: { agentId, slug: made.slug, archived: !definition }, append };
}
