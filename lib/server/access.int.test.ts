import { expect, test } from "vitest";
import { createApiClient, streamed } from "#lib/testing/api-client.ts";
import { createCluster } from "#lib/testing/house.ts";

const TIMEOUT = 180_000;

test("a role that is taken away at one process ends at once what it had opened at another", {
  timeout: TIMEOUT,
}, async (context) => {
  const cluster = await createCluster(context);
  const first = await cluster.start();
  const ada = createApiClient(first.origin, await cluster.createUser());
  const bobsKey = await cluster.createUser("bob@example.org");
  const second = await cluster.start({ THROUGHLINE_ROLE: "web" });
  const bob = createApiClient(second.origin, bobsKey);

  const sessionId = await ada.createSession();
  const { turnId } = await ada.send(sessionId, "stream 600 at 40");
  await expect(bob.messages(sessionId)).rejects.toThrow("404");
  const { userId } = await ada.assign("bob@example.org", "observer");
  const watching = await bob.follow(sessionId);
  const written = () => watching.text(turnId);
  await watching.until(() => written().includes("0005"));
  await expect(bob.send(sessionId, "Me too")).rejects.toThrow("403");
  await expect(bob.stop(sessionId, turnId)).rejects.toThrow("403");

  await ada.unassign(userId);
  const events = await fetch(`${second.origin}/api/sessions/${sessionId}/events`, {
    headers: { authorization: `Bearer ${bobsKey}` },
  });
  expect(events.status).toBe(404);
  await expect(watching.until(() => false)).rejects.toThrow("The stream has ended.");
  const owners = await ada.follow(sessionId);
  await owners.until(({ view }) => Object.keys(view().turns).length === 0);
  const answer = (await ada.messages(sessionId)).find((one) => one.id === turnId);
  expect(answer?.text).toBe(streamed(600));
  expect(written()).not.toContain("0250");
});
