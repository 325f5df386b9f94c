import type { ClientActionKind } from "#lib/domain/session/client-action.ts";

const ASKING: Record<string, ClientActionKind> = {
  ask_choice: "choice",
  ask_form: "form",
  ask_confirm: "confirm",
  ask_file: "file",
};

/** The kind of question that a tool asks by itself; undefined for one that does something else. */
export const kindOfTool = (tool: string): ClientActionKind | undefined =>
  Object.hasOwn(ASKING, tool) ? ASKING[tool] : undefined;
