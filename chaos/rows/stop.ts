import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient } from "#lib/testing/api-client.ts";
import { ask, hasEnded, script, untilEnd, verify } from "../answers.ts";
import { pickWriter, untilText } from "../disturb.ts";
import { judgeStop } from "../judge-stop.ts";
import { STOP_LIMIT } from "../ledger.ts";
import type { Row } from "../row.ts";

const TURNS = 6;

export const stop: Row = {
  name: "stop",
  fault: "Stop while the process that writes is killed",
  leastProcesses: 1,
  // Where nobody else lives, the next start ends what was stopped, however late that comes.
  limits: ({ processes }) => ({
    stop: STOP_LIMIT,
    ...(processes > 1 && { "stop after kill": STOP_LIMIT }),
  }),
  setUp(stage) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, script(random))));
      /** When which stop was asked and acknowledged, by the clock, as the feed has its times. */
      const accepted = new Map<string, { askedAt: number; at: number }>();
      const kill = Promise.withResolvers<void>();
      const stopped = asked.map(async (one, index) => {
        // Half of them while somebody writes, the others soon after the kill: nobody may be there who does.
        if (index % 2 === 0) await untilText(one.tabs[0], one.turnId, random.below(0.7 * one.truth.length));
        else await kill.promise;
        await delay(random.below(1_000));
        let askedAt = 0;
        const stopOnce = (client: ApiClient) => {
          askedAt = Date.now();
          return client.stop(one.sessionId, one.turnId);
        };
        const answer = await stage.ask(stopOnce).catch(unlessEnded);
        if (answer) accepted.set(one.turnId, { askedAt, at: Date.now() });
      });
      await untilText(asked[0]?.tabs[0], asked[0]?.turnId ?? "", random.below(200));
      const victim = await pickWriter(stage, random);
      const server = stage.server(victim);
      const writes = async () =>
        stage.size > 1 ? [...(await stage.writtenBy(server)).keys()] : asked.map(({ turnId }) => turnId);
      const before = await writes();
      const killedAt = Date.now();
      await stage.kill(victim);
      kill.resolve();
      const orphans = new Set([...before, ...(await writes())]);
      if (stage.size === 1) await stage.start(victim);
      await Promise.all([...stopped, ...asked.map(untilEnd)]);
      if (stage.size > 1) await stage.start(victim);
      let kept = 0;
      for (const one of asked) {
        const { sessionId, turnId } = one;
        const feed = await stage.ask((client) => client.feed(sessionId));
        const known = {
          turnId,
          accepted: accepted.get(turnId) ?? null,
          killedAt: orphans.has(turnId) ? killedAt : null,
        };
        const verdict = judgeStop(feed, known);
        if (verdict.end === "ignored") ledger.broken.push(`a stop was accepted and not kept (turn ${turnId})`);
        if (verdict.end === "stopped" && verdict.time) {
          ledger.times[verdict.time.what].push(verdict.time.ms);
          kept += 1;
        }
        const next = await stage.ask((client) => client.send(sessionId, "stream 1"));
        const tab = await stage.openTab(sessionId);
        await tab.until(() => hasEnded(tab, next.turnId));
        tab.close();
        await verify(stage, one, ledger, verdict.end === "stopped" ? { status: "stopped", partial: true } : {});
      }
      return kept > 0 && orphans.size > 0;
    };
  },
};

/** Nothing where the stop came too late. */
function unlessEnded(refusal: Error): undefined {
  if (!refusal.message.includes('"turn_not_active"')) throw refusal;
}
