// npm run bench -- --limits: what knowing who asks and counting the call add to a request, beside an open route.
import { createHash } from "node:crypto";
import { Agent, get } from "node:http";
import { createRateLimits } from "../lib/adapters/limits/rate-limits.ts";
import { createPostgresCounters } from "../lib/adapters/postgres/counters.ts";
import { createPrincipals } from "../lib/adapters/postgres/principals.ts";
import { RATE_LIMITS } from "../lib/domain/rate-limit.ts";
import { median, repeated, sample } from "./agents/measure.mjs";
import { openStage, select } from "./agents/stage.mjs";
import { draw } from "./report.mjs";

const ROUNDS = 5;
const SAMPLES = 400;
const AT_ONCE = 32;
const MUST = 1;

/** Both answer a few numbers through Next without a query of their own; one of them is for those who have signed in. */
const OPEN = "/api/health";
const GUARDED = "/api/llm-configs/resolver-stats";

const stage = await openStage();
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const headers = { authorization: `Bearer ${stage.key}` };
const ask = (path) =>
  new Promise((resolve, reject) => {
    get(stage.origin + path, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`));
      response.resume().on("end", resolve);
    }).on("error", reject);
  });
const together = (path) => Promise.all(Array.from({ length: AT_ONCE }, () => ask(path)));

/** The two statements themselves, on the same database. */
function statements() {
  const { keyPrincipal } = createPrincipals(stage.pool);
  const quotas = Object.fromEntries(RATE_LIMITS.map((limit) => [limit, 1_000_000]));
  const limits = createRateLimits({ counters: createPostgresCounters(stage.pool), quotas, onError: console.error });
  const hash = createHash("sha256").update(stage.key).digest("hex");
  const asks = [{ limit: "calls-per-key", holder: "bench" }];
  return [() => select(stage.pool, stage.workspaceId), () => keyPrincipal(hash, stage.now()), () => limits.take(asks)];
}

try {
  const works = [() => ask(OPEN), () => ask(GUARDED), ...statements()];
  await sample(SAMPLES, works);
  const { open, guarded, plain, principal, limit } = await repeated(ROUNDS, async () => {
    const times = (await sample(SAMPLES, works)).map(median);
    return { open: times[0], guarded: times[1], plain: times[2], principal: times[3], limit: times[4] };
  });
  const crowd = await repeated(ROUNDS, async () => {
    const [openTimes, guardedTimes] = await sample(40, [() => together(OPEN), () => together(GUARDED)]);
    return { open: median(openTimes) / AT_ONCE, guarded: median(guardedTimes) / AT_ONCE };
  });
  const added = guarded - open;
  const ms = (value) => `${value.toFixed(2)} ms`;
  const times = (value, of) => `${(value / of).toFixed(2)} ×`;
  console.log(
    draw(
      ["figure", "p50", "beside", "ratio", "held"],
      [
        ["open route, one at a time", ms(open), "–", "–", "–"],
        ["the same for those who signed in", ms(guarded), ms(open), times(guarded, open), "–"],
        ["what that adds", ms(added), `< ${MUST} ms`, "–", added < MUST ? "yes" : "NO"],
        ["a plain select by key", ms(plain), "–", "–", "–"],
        ["who asks: one statement", ms(principal), ms(plain), times(principal, plain), "–"],
        ["the limit: one statement", ms(limit), ms(plain), times(limit, plain), "–"],
        [`open route, each of ${AT_ONCE} at once`, ms(crowd.open), "–", "–", "–"],
        ["the same for those who signed in", ms(crowd.guarded), ms(crowd.open), times(crowd.guarded, crowd.open), "–"],
      ],
    ),
  );
  process.exitCode = added < MUST ? 0 : 1;
} finally {
  agent.destroy();
  await stage.close();
}
