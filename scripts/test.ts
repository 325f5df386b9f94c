import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureBuild } from "#lib/server/build-app.ts";
import { ensureClient } from "#lib/server/generate-client.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { messageOf } from "#lib/server/start-error.ts";
import { provideChromium } from "./chromium.ts";
import { provideRedis } from "./redis.ts";
import { checkSources, step } from "./step.ts";

/** Everything that proves a commit good, in one run, summed up in one last line. */
type Count = { passed: number; failed: number; skipped: number };

const results = join(projectRoot, "test-results");
const total: Count = { passed: 0, failed: 0, skipped: 0 };

function add(count: Count): void {
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}

/** A step that is no test of its own counts only when it fails. */
async function mustPass(work: Promise<unknown>): Promise<boolean> {
  const good = await work.catch((error: unknown) => console.error(messageOf(error)));
  if (!good) total.failed += 1;
  return Boolean(good);
}

async function readCount(file: string, good: boolean, read: (report: never) => Count): Promise<Count> {
  const text = await readFile(join(results, file), "utf8").catch(() => undefined);
  const count = text === undefined ? { passed: 0, failed: 0, skipped: 0 } : read(JSON.parse(text) as never);
  // A runner that broke down, or found nothing to run, has failed even if no test of its has.
  const silent = count.failed === 0 && (!good || count.passed === 0);
  return silent ? { ...count, failed: 1 } : count;
}

type VitestReport = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number };
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

async function runVitest(project: string): Promise<void> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(results, `${project}.json`)}`];
  const good = await step(`${project} tests`, "vitest", ["run", "--project", project, ...reporters]);
  add(
    await readCount(`${project}.json`, good, (report: VitestReport) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    })),
  );
}

async function runPlaywright(chromium: string): Promise<void> {
  const env = { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: join(results, "e2e.json") };
  const good = await step("browser stories", "playwright", ["test", "--reporter=list,json"], env);
  add(
    await readCount("e2e.json", good, ({ stats }: PlaywrightReport) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    })),
  );
}

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
await ensureClient();
await mustPass(checkSources());
const chromium = await provideChromium();
await mustPass(provideRedis());
console.log("\n── pages");
const built = await mustPass(ensureBuild().then(() => true));
await runVitest("unit");
if (built) await runVitest("int");
if (built && (await mustPass(Promise.resolve(chromium)))) await runPlaywright(chromium as string);

if (total.skipped > 0) console.log(`\n${total.skipped} tests were skipped: every test must run.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 || total.skipped > 0 ? 1 : 0);
