import { limitCall, limitVisit } from "#lib/application/limits/take-limits.ts";
import { networkOf } from "#lib/domain/network.ts";
import { type Caller, callerOf } from "#lib/server/request-context.ts";

/** Why a server action did nothing, in words for the person who asked. */
export interface Refusal {
  problem: string;
}

/**
 * Does the work of a server action for whoever calls it. It counts as a call at a door does: of the person, or for those
 * whom nobody knows of their network. Next gives it no status, so what is wrong, and until when, comes back in words.
 *
 * @param door how the audit log names it.
 */
export async function answerAction<T>(door: string, work: (caller: Caller) => Promise<T>): Promise<T | Refusal> {
  try {
    const caller = await callerOf(door);
    const person = caller.member ?? caller.nowhere;
    await (person ? limitCall(person) : limitVisit(caller.visitor, networkOf(caller.visitor.address)));
    return await work(caller);
  } catch (error) {
    const { kind, message } = error as { kind?: string; message: string };
    if (kind === undefined) throw error; // none of ours: Next's way to another page, or words that are not for people
    return { problem: message };
  }
}

/** What a refused action says; null for one that was done. */
export const problemOf = (outcome: unknown): string | null =>
  typeof outcome === "object" && outcome !== null && "problem" in outcome ? String(outcome.problem) : null;
