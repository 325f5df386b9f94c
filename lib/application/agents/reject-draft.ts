import { storableText } from "#lib/domain/storable-json.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { RejectDraftInput } from "./draft-schema.ts";
import { decidedEntry, findDraft, viewDraft, wasDecided } from "./find-draft.ts";
import { handleCommand } from "./handle-command.ts";

/**
 * Does not let a mentee's message pass; its author sees why. Twice is as good as once.
 *
 * @throws `not_found`, `forbidden`, `draft_not_pending` when it has been approved, `agent_archived`
 */
export async function rejectDraft({ ctx, input }: Call<RejectDraftInput>): Promise<ReturnType<typeof viewDraft>> {
  authorize(ctx, "agents:write", "member");
  const by = ctx.actor.userId;
  const found = await findDraft(ctx, input);
  if (wasDecided(found, "rejected", by)) return viewDraft(found.draft);
  const command = { type: "reject-draft", draftId: found.draft.draftId, by, at: ctx.now() } as const;
  const reason = input.reason ? storableText(input.reason) : null;
  await handleCommand({
    ctx,
    input: {
      agentId: found.agent.id,
      command,
      reason,
      with: () => ({ audit: [decidedEntry(ctx, found, "agent.draft-rejected")] }),
    },
  });
  return viewDraft((await findDraft(ctx, input)).draft);
}
