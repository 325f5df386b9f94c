import { checkWorkflows } from "#lib/application/workflows/registry.ts";
import { contentAnalysis } from "./content-analysis.ts";

/** Every workflow of this installation. */
export const workflows = checkWorkflows([contentAnalysis]);
