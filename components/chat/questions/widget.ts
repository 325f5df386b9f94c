import type { AgentInfo } from "#components/agents/agent-info.ts";
import type { Problem } from "#components/api/problem.ts";
import type { Json } from "#lib/domain/json.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { ToolCallPart } from "#lib/domain/session/parts.ts";

/** The tool call that waits; of an approval, what would run. */
export type WaitingCall = Pick<ToolCallPart, "tool" | "input">;

/** What the widget of every kind of question gets. */
export interface WidgetProps {
  action: OpenClientAction;
  sessionId: string;
  agent: AgentInfo;
  call: WaitingCall | null;
  /** What was written so far, as this very widget gave it to `onDraft`; null before that. */
  draft: Json;
  /** The last answer that was sent; null before that. */
  sent: Json;
  /** Why the server sent it back. */
  problem: Problem | null;
  disabled: boolean;
  /** The id of the question's words. */
  labelledBy: string;
  onDraft(draft: Json): void;
  onSubmit(response: Json): void;
}
