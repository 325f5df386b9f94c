import { describe, expect, it } from "vitest";
import { createQueues } from "./queues.ts";

describe("queues", () => {
  it("run what has one key in order, one at a time, whatever fails", async () => {
    const inTurn = createQueues();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (name === "b") throw new Error("b fails");
      return name;
    };
    const all = await Promise.allSettled(["a", "b", "c"].map((name) => inTurn("key", work(name))));
    expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
    expect(all.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("do not wait for other keys", async () => {
    const inTurn = createQueues();
    const stuck = inTurn("one", () => new Promise(() => {}));
    expect(await inTurn("other", async () => "done")).toBe("done");
    void stuck;
  });
});
