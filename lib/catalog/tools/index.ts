import type { Tool } from "#lib/application/tools/tool.ts";
import { calculate } from "./calculate.ts";
import { handOff } from "./hand-off.ts";
import { tally } from "./tally.ts";

/** Every tool an agent can name. */
export const tools: readonly Tool[] = [handOff, calculate, tally];
