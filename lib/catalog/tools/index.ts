import type { Tool } from "#lib/application/tools/tool.ts";
import { askChoice, askConfirm, askFile, askForm } from "./ask.ts";
import { calculate } from "./calculate.ts";
import { handOff } from "./hand-off.ts";
import { queryTable } from "./query-table.ts";
import { readFile } from "./read-file.ts";
import { readState } from "./read-state.ts";
import { startWorkflow } from "./start-workflow.ts";
import { approvedTally, tally } from "./tally.ts";

/** Every tool an agent can name. */
export const tools: readonly Tool[] = [
  handOff,
  startWorkflow,
  readState,
  readFile,
  queryTable,
  calculate,
  askChoice,
  askForm,
  askConfirm,
  askFile,
  tally,
  approvedTally,
];
