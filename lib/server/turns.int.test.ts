import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/adapters/services/fixtures/random.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { ensureDatabase } from "#lib/server/database.ts";
import { startEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { readPostmaster } from "#lib/server/postmaster.ts";
import { type ApiClient, createApiClient, streamed } from "#lib/testing/api-client.ts";
import { createCluster, createHouse } from "#lib/testing/house.ts";

const TIMEOUT = 120_000;

/** A script with two calls whose effects are counted, and the text that it must come to. */
function script(count = 40, perSecond = 100) {
  const keys = [randomUUID(), randomUUID()];
  const stream = `stream ${count} at ${perSecond}`;
  const text = [stream, `tally ${keys[0]}`, stream, `tally ${keys[1]}`, stream].join("\n");
  return { keys, text, answer: Array.from({ length: 3 }, () => streamed(count)).join("\n\n") };
}

async function ask(client: ApiClient, asked = script()) {
  const sessionId = await client.createSession();
  const follower = await client.follow(sessionId);
  const { turnId } = await client.send(sessionId, asked.text);
  return { ...asked, sessionId, turnId, follower };
}
type Asked = Awaited<ReturnType<typeof ask>>;

/** Everything that anyone can find out about a turn is right: text, effects, feed. */
async function expectWhole(client: ApiClient, { sessionId, turnId, answer, keys }: Omit<Asked, "follower">) {
  const message = (await client.messages(sessionId)).find((one) => one.id === turnId);
  expect({ status: message?.status, text: message?.text }).toEqual({ status: "complete", text: answer });
  expect(await Promise.all(keys.map((key) => client.tally(key)))).toEqual(keys.map(() => 1));
  const feed = await client.feed(sessionId);
  expect(feed.map((entry) => entry.sequence)).toEqual(feed.map((_, index) => index + 1));
  const own = feed.filter((entry) => "turnId" in entry && entry.turnId === turnId);
  expect(own.filter(({ type }) => type === "turn.completed")).toHaveLength(1);
  expect(own.filter(({ type }) => type === "tool.settled")).toHaveLength(2);
  expect(own.at(-1)?.type).toBe("turn.completed");
  const epochs = own.flatMap((entry) => (entry.type === "turn.started" ? [entry.epoch] : []));
  expect(epochs).toEqual(epochs.map((_, index) => index + 1));
  return epochs.length;
}

const isSettled = ({ messages }: SessionView, turnId: string): boolean =>
  Object.values(messages)
    .flat()
    .some((message) => message.id === turnId && message.status !== "streaming");

describe.concurrent("turns outlive what happens to a process", () => {
  test("SIGKILL at any moment, twice: after the next start every answer is whole, every call made once", {
    timeout: TIMEOUT,
  }, async (context) => {
    const { below } = seededRandom(20_261_121);
    const place = (text: string): number => 1 + below(0.9 * text.length);
    const house = await createHouse(context);
    const first = await house.start();
    const apiKey = await house.createUser();
    let client = createApiClient(first.origin, apiKey);
    const asked = await Promise.all(Array.from({ length: 5 }, (_, i) => ask(client, script(20 + 10 * i, 60 + 20 * i))));
    const [one] = asked as [Asked];
    const at = place(one.answer);
    await one.follower.until((follower) => follower.text(one.turnId).length >= at);
    await first.kill("SIGKILL");

    const second = await house.start();
    const last = asked.at(-1) as Asked;
    const follower = await createApiClient(second.origin, apiKey).follow(last.sessionId);
    const again = place(last.answer);
    await follower.until((now) => now.text(last.turnId).length >= again);
    await second.kill("SIGKILL");

    const third = await house.start();
    client = createApiClient(third.origin, apiKey);
    const readers = await Promise.all(asked.map((turn) => client.follow(turn.sessionId)));
    await Promise.all(
      asked.map(async (turn, index) => {
        const reader = readers[index];
        await reader?.until((now) => now.text(turn.turnId) === turn.answer && isSettled(now.view(), turn.turnId));
      }),
    );
    for (const turn of asked) await expectWhole(client, turn);
    expect(third.stderr()).toBe("");
  });

  test("the other process takes over from one that is killed, and its readers see every word once", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [runner, survivor] = await Promise.all([cluster.start(), cluster.start()]);
    const apiKey = await cluster.createUser();
    const client = createApiClient(survivor.origin, apiKey);
    const asked = await ask(createApiClient(runner.origin, apiKey));
    const reader = await client.follow(asked.sessionId);
    await reader.until((now) => now.text(asked.turnId).length > asked.answer.length / 2);
    await runner.kill("SIGKILL");
    await reader.untilEnd(asked.turnId);
    expect(reader.text(asked.turnId)).toBe(asked.answer);
    expect(await expectWhole(client, asked)).toBe(2);
  });

  test("a process that wakes up after another has taken its turn over writes nothing more of it", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [zombie, survivor] = await Promise.all([cluster.start(), cluster.start()]);
    const apiKey = await cluster.createUser();
    const [before, client] = [createApiClient(zombie.origin, apiKey), createApiClient(survivor.origin, apiKey)];
    const asked = await ask(before, script(80, 60));
    const reader = await client.follow(asked.sessionId);
    await reader.until((now) => now.text(asked.turnId).length > 300);
    process.kill(zombie.pid, "SIGSTOP");
    await reader.until((now) => now.entries.some((one) => one.type === "turn.started" && one.epoch === 2));
    // It wakes while the other one writes.
    await reader.until((now) => now.text(asked.turnId).length > 0);
    process.kill(zombie.pid, "SIGCONT");
    await reader.untilEnd(asked.turnId);
    expect(reader.text(asked.turnId)).toBe(asked.answer);
    expect(await expectWhole(client, asked)).toBe(2);
    const next = await ask(before);
    await next.follower.untilEnd(next.turnId);
    await expectWhole(before, next);
    await expectWhole(client, asked);
  });

  test("a process of the role web only accepts; a worker that comes later answers", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const web = await cluster.start({ THROUGHLINE_ROLE: "web" });
    const client = createApiClient(web.origin, await cluster.createUser());
    const asked = await ask(client);
    expect(asked.follower.entries.some((one) => one.type === "turn.started")).toBe(false);
    await cluster.start({ THROUGHLINE_ROLE: "worker" });
    await asked.follower.untilEnd(asked.turnId);
    expect(asked.follower.text(asked.turnId)).toBe(asked.answer);
    expect(await expectWhole(client, asked)).toBe(1);
    const long = await ask(client, script(400, 50));
    await long.follower.until((now) => now.text(long.turnId).length > 50);
    await client.stop(long.sessionId, long.turnId);
    await long.follower.untilEnd(long.turnId);
    expect(long.follower.entries.at(-1)?.type).toBe("turn.stopped");
  });

  test("SIGTERM in mid-stream ends the process in order, and the next start goes on with the answer", {
    timeout: TIMEOUT,
  }, async (context) => {
    const house = await createHouse(context);
    const first = await house.start({ SHUTDOWN_GRACE: "0" });
    const apiKey = await house.createUser();
    const asked = await ask(createApiClient(first.origin, apiKey));
    await asked.follower.until((now) => now.text(asked.turnId).length > 100);
    expect(await first.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(first.stderr()).toBe("");
    const second = await house.start();
    const client = createApiClient(second.origin, apiKey);
    const reader = await client.follow(asked.sessionId);
    await reader.until((now) => isSettled(now.view(), asked.turnId));
    await expectWhole(client, asked);
  });

  test("PostgreSQL ends in mid-stream and comes back: answers go on, nothing acknowledged is lost", {
    timeout: TIMEOUT,
  }, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), "throughline-postgres-"));
    const postgres = await startEmbeddedPostgres({ home: folder, password: "throughline-tests" });
    context.onTestFinished(async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    });
    await ensureDatabase(postgres.url);
    const house = await createHouse(context, postgres.url);
    const server = await house.start();
    const client = createApiClient(server.origin, await house.createUser());
    const asked = await Promise.all([ask(client), ask(client, script(60, 50)), ask(client, script(10, 20))]);
    const [one] = asked;
    await one.follower.until((now) => now.text(one.turnId).length > one.answer.length / 3);
    const postmaster = await readPostmaster(join(folder, "postgres"));
    process.kill(postmaster?.pid ?? 0, "SIGQUIT");
    for (const turn of asked) await turn.follower.until((now) => isSettled(now.view(), turn.turnId));
    for (const turn of asked) await expectWhole(client, turn);
    const next = await ask(client);
    await next.follower.untilEnd(next.turnId);
    await expectWhole(client, next);
  });
});
