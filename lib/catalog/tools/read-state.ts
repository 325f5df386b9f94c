import { z } from "zod";
import { notFound } from "#lib/application/authorize.ts";
import { viewStateEntry } from "#lib/application/sessions/state-view.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { defineTool } from "./define-tool.ts";

/** Characters of JSON that a model is given at once. */
const MOST_CHARACTERS = 60_000;

/** What a workflow or a person has left in this session, by its key. */
export const readState = defineTool({
  name: "read_state",
  label: "Reading the results",
  sideEffect: "none",
  available: ({ stateKeys }) => stateKeys.length > 0,
  description:
    "Read what a finished workflow has stored in this session: its facts, tables, columns, figures, and what is wrong with the data.",
  schema: ({ stateKeys }) => z.strictObject({ key: z.enum([...stateKeys] as [string, ...string[]]) }),
  async run({ key }, { ctx, turn }) {
    const viewer = { workspaceId: turn.workspaceId, userId: turn.sessionOwnerId };
    const entry = await ctx.ports.sessions.stateEntry(viewer, turn.sessionId, key);
    const view = entry && viewStateEntry(entry, ctx.now());
    if (!view) throw notFound("stored result in this session");
    const { createdByOrchestrator } = view.orchestratorMetadata;
    return { output: { key, storedAt: view.storedAt, createdByOrchestrator, ...fitting(view.stateData) } };
  },
});

/** The data, without its largest fields when it is too long for a model; those are named. */
function fitting(stateData: Json): JsonObject {
  if (JSON.stringify(stateData).length <= MOST_CHARACTERS) return { stateData };
  if (stateData === null || typeof stateData !== "object" || Array.isArray(stateData))
    return { leftOut: ["everything: it is too long to be read at once"] };
  const sized = Object.entries(stateData).map(([name, value]) => ({ name, value, size: JSON.stringify(value).length }));
  sized.sort((a, b) => a.size - b.size);
  let taken = 0;
  const most = sized.findIndex(({ size }) => {
    taken += size;
    return taken > MOST_CHARACTERS;
  });
  const kept = most < 0 ? sized : sized.slice(0, most);
  return {
    stateData: Object.fromEntries(kept.map(({ name, value }) => [name, value])),
    leftOut: sized.slice(kept.length).map(({ name }) => name),
  };
}
