import { expireActions } from "#lib/application/agents/expire-actions.ts";
import { respond } from "#lib/application/agents/respond.ts";
import type { LanguageModel } from "#lib/application/ports/models.ts";
import type { Json } from "#lib/domain/json.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import { contextOfQuestion } from "#lib/server/system-context.ts";
import { sendAsOwner } from "./send-as-owner.ts";
import type { TurnWorld } from "./turn-world.ts";

/** A session with an agent, from question to question; each segment runs in a process of its own. */
export async function openStructuredSession(world: TurnWorld, model: LanguageModel, agent: string, text: string) {
  const first = await world.createProcess();
  const opened = await world.ask(first, text, agent);
  let turnId = opened.turnId;
  const turn = () => ({ ...opened, turnId });
  async function run(): Promise<void> {
    const process = await world.createProcess();
    if (!(await process.run(turnId, model)) || process.faults.length > 0) throw process.faults[0];
  }
  const message = async () => (await world.look(turn())).message;
  async function question(): Promise<OpenClientAction | undefined> {
    const view = await world.reads.view(opened.owner, opened.sessionId, 50);
    return Object.values(view?.clientActions ?? {})[0];
  }
  async function asked(): Promise<OpenClientAction> {
    const action = await question();
    if (!action) throw new Error(`Nothing is asked: ${textOf((await message()).parts)}`);
    return action;
  }
  await run();
  return {
    ...opened,
    turn,
    message,
    question,
    text: async () => textOf((await message()).parts),
    status: async () => (await message()).status,
    /** Answers what is asked, and runs on to the next question or the end. */
    async answer(response: Json): Promise<OpenClientAction> {
      const action = await asked();
      const { id: clientActionId, toolCallId } = action;
      await respond({ ctx: opened.ctx, input: { agent, clientActionId, toolCallId, response } });
      await run();
      return action;
    },
    /** Lets the time of the question pass. */
    async expire(): Promise<void> {
      const { expiresAt } = await asked();
      const now = () => new Date(Date.parse(expiresAt ?? "") + 1).toISOString();
      const { ports } = first;
      await expireActions((action) => ({ ...contextOfQuestion(ports, action), now }), { now, ports });
      await run();
    },
    /** Writes the next message, and runs its turn. */
    async say(words: string): Promise<void> {
      const { ctx, sessionId } = opened;
      ({ turnId } = await sendAsOwner({ ctx, input: { sessionId, agent, text: words } }));
      await run();
    },
    run,
  };
}
