import { ensureClient } from "#lib/server/generate-client.ts";
import { checkSources, step } from "./step.ts";

/** What is checked before every commit, in seconds: types, lint, import direction, unit tests. */
await ensureClient();
const sources = await checkSources();
const units = await step("unit tests", "vitest", ["run", "--project", "unit"]);
process.exit(sources && units ? 0 : 1);
