import { expect, test } from "vitest";
import { createProbeModel } from "./probe-model.ts";

const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

test("a line ends with its reader", async () => {
  const before = timers();
  const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "stream 1e15 at 100" }] }];
  const { stream } = await createProbeModel().doStream({ prompt });
  const reader = stream.getReader();
  expect((await reader.read()).value).toMatchObject({ type: "text-delta" });
  await expect.poll(timers).toBe(before + 1);
  await reader.cancel();
  await expect.poll(timers).toBe(before);
});
