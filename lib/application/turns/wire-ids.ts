/** What every provider takes as the id of a call; OpenAI takes no longer one. */
const VALID_ID = /^[\w-]{1,40}$/;

/** Models invent names of tools, such as `multi_tool_use.parallel`; a name outside of this pattern spoils every later request. */
export const wireName = (tool: string): string => tool.replace(/[^\w-]/g, "_").slice(0, 64) || "unknown";

/**
 * The ids of the calls in one prompt. A model's own id is kept where it is one that every provider takes and no call
 * before has it: some servers count from zero in every answer, others write ids that only they accept.
 */
export class WireIds {
  readonly #taken = new Set<string>();

  idFor(toolCallId: string): string {
    let id = toolCallId;
    for (let n = this.#taken.size; !VALID_ID.test(id) || this.#taken.has(id); n++) id = `call_${n}`;
    this.#taken.add(id);
    return id;
  }
}
