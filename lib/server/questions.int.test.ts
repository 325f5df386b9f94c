import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type ApiClient, createApiClient, streamed } from "#lib/testing/api-client.ts";
import { createCluster, createHouse } from "#lib/testing/house.ts";

const TIMEOUT = 180_000;

/** A turn of the probe that has counted and said something, and now waits for an answer to `ask`. */
async function ask(client: ApiClient, question: string) {
  const key = randomUUID();
  const sessionId = await client.createSession();
  const follower = await client.follow(sessionId);
  const lines = [`tally ${key}`, "stream 5", `ask ${question}`, `tally ${key}`, "stream 5"];
  const { turnId } = await client.send(sessionId, lines.join("\n"));
  await follower.until(({ view }) => Object.keys(view().clientActions).length > 0);
  const [action] = Object.values(follower.view().clientActions);
  if (!action) throw new Error("The question waits.");
  return { key, sessionId, turnId, follower, action };
}

async function expectEnd(client: ApiClient, { sessionId, turnId, key }: Awaited<ReturnType<typeof ask>>, got: string) {
  const follower = await client.follow(sessionId);
  await follower.until((now) => Object.keys(now.view().turns).length === 0);
  const message = (await client.messages(sessionId)).find((one) => one.id === turnId);
  const text = [streamed(5), `got: ${got}`, streamed(5)].join("\n\n");
  expect({ status: message?.status, text: message?.text }).toEqual({ status: "complete", text });
  expect(await client.tally(key)).toBe(2);
  const feed = await client.feed(sessionId);
  expect(feed.map((entry) => entry.sequence)).toEqual(feed.map((_, index) => index + 1));
  for (const type of ["client-action.requested", "turn.suspended", "client-action.answered", "turn.completed"])
    expect(feed.filter((entry) => entry.type === type)).toHaveLength(1);
}

describe.concurrent("a question outlives the process that asked it", () => {
  test("killed while it waits, answered at a process that runs no turns: the next worker ends the turn, once", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const first = await cluster.start();
    const apiKey = await cluster.createUser();
    const turn = await ask(createApiClient(first.origin, apiKey), "form");
    await first.kill("SIGKILL");

    const web = await cluster.start({ THROUGHLINE_ROLE: "web" });
    const client = createApiClient(web.origin, apiKey);
    await expect(client.respond(turn.action, { name: "" })).rejects.toThrow("response_invalid");
    const answered = await client.respond(turn.action, { name: "Ada", amount: 7 });
    expect(await client.respond(turn.action, { amount: 7, name: "Ada" })).toEqual(answered);
    await expect(client.respond(turn.action, { name: "Bob" })).rejects.toThrow("client_action_closed");
    const accepted = (await client.follow(turn.sessionId)).view();
    expect(accepted.turns[turn.turnId]).toMatchObject({ status: "accepted" });

    await cluster.start({ THROUGHLINE_ROLE: "worker" });
    await expectEnd(client, turn, '{"name":"Ada","amount":7}');
    expect(web.stderr()).toBe("");
  });

  test("the only process is killed at once after the answer: the next start goes on with it", {
    timeout: TIMEOUT,
  }, async (context) => {
    const house = await createHouse(context);
    const first = await house.start();
    const apiKey = await house.createUser();
    const turn = await ask(createApiClient(first.origin, apiKey), "choice");
    await createApiClient(first.origin, apiKey).respond(turn.action, "b");
    await first.kill("SIGKILL");
    const second = await house.start();
    await expectEnd(createApiClient(second.origin, apiKey), turn, "b");
  });

  test("it expires without an answer, and the turn goes on by itself", { timeout: TIMEOUT }, async (context) => {
    const house = await createHouse(context);
    const { origin } = await house.start();
    const client = createApiClient(origin, await house.createUser());
    const turn = await ask(client, "confirm 1");
    await turn.follower.untilEnd(turn.turnId);
    await expectEnd(client, turn, '{"expired":true,"note":"Nobody answered in time. Go on without the answer."}');
    await expect(client.respond(turn.action, true)).rejects.toThrow("client_action_expired");
  });

  test("it is stopped within a second, and the conversation takes the next message", {
    timeout: TIMEOUT,
  }, async (context) => {
    const house = await createHouse(context);
    const { origin } = await house.start();
    const client = createApiClient(origin, await house.createUser());
    const turn = await ask(client, "approval");
    await expect(client.send(turn.sessionId, "stream 1")).rejects.toThrow("response_pending");
    await client.stop(turn.sessionId, turn.turnId);
    await turn.follower.untilEnd(turn.turnId);
    expect(turn.follower.view().clientActions).toEqual({});
    await client.send(turn.sessionId, "stream 1");
  });
});
