import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureBuild } from "#lib/server/build-app.ts";
import { ensureClient } from "#lib/server/generate-client.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { messageOf } from "#lib/server/start-error.ts";
import { provideChromium } from "./chromium.ts";
import { type Outcome, playwrightOutcome, vitestOutcome } from "./outcome.ts";
import { provideRedis } from "./redis.ts";
import { checkSources, step } from "./step.ts";

/** Everything that proves a commit good, in one run, summed up in one last line. */
const results = join(projectRoot, "test-results");
const total: Outcome = { passed: 0, skipped: 0, failures: [] };

function add({ passed, skipped, failures }: Outcome): void {
  total.passed += passed;
  total.skipped += skipped;
  total.failures.push(...failures);
}

/** A step that is no test of its own counts only when it fails. */
async function mustPass(title: string, work: Promise<unknown>): Promise<boolean> {
  const good = await work.catch((error: unknown) => console.error(messageOf(error)));
  if (!good) total.failures.push(title);
  return Boolean(good);
}

async function readOutcome(title: string, file: string, good: boolean, read: (report: never) => Outcome) {
  const text = await readFile(join(results, file), "utf8").catch(() => undefined);
  const outcome = text === undefined ? { passed: 0, skipped: 0, failures: [] } : read(JSON.parse(text) as never);
  // A runner that broke down, or found nothing to run, has failed even if no test of its has.
  const silent = outcome.failures.length === 0 && (!good || outcome.passed === 0);
  return silent ? { ...outcome, failures: [`${title}: the runner itself`] } : outcome;
}

async function runVitest(project: string): Promise<void> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(results, `${project}.json`)}`];
  const good = await step(`${project} tests`, "vitest", ["run", "--project", project, ...reporters]);
  add(await readOutcome(`${project} tests`, `${project}.json`, good, vitestOutcome));
}

async function runPlaywright(chromium: string): Promise<void> {
  const env = { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: join(results, "e2e.json") };
  const good = await step("browser stories", "playwright", ["test", "--reporter=list,json"], env);
  add(await readOutcome("browser stories", "e2e.json", good, playwrightOutcome));
}

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
await ensureClient();
await mustPass("types and lint", checkSources());
const chromium = await provideChromium();
await mustPass("redis", provideRedis());
console.log("\n── pages");
const built = await mustPass(
  "build of the pages",
  ensureBuild().then(() => true),
);
await runVitest("unit");
if (built) await runVitest("int");
if (built && (await mustPass("a browser for the stories", Promise.resolve(chromium))))
  await runPlaywright(chromium as string);

// Last of all, so that whoever sees only the end of the output sees what failed.
if (total.skipped > 0) console.log(`\n${total.skipped} tests were skipped: every test must run.`);
for (const failure of total.failures) console.log(`\nFAILED ${failure}`);
console.log(`\n${total.passed} passed, ${total.failures.length} failed`);
process.exit(total.failures.length > 0 || total.passed === 0 || total.skipped > 0 ? 1 : 0);
