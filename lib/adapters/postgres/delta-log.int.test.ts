import { afterAll, beforeAll, expect, test } from "vitest";
import { createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import type { SessionDelta } from "./bus.ts";
import { createDeltaLog } from "./delta-log.ts";
import { createPool } from "./pool.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

/** A running turn and a log that writes for it; statements can be made to fail before or after they took effect. */
async function arrange(tickMs = 5) {
  const process = await world.createProcess();
  const begin = async () => {
    const asked = await world.ask(process);
    const turn = await process.ports.turns.claim(asked.turnId, new Date().toISOString());
    if (!turn) throw new Error("It can be claimed.");
    return turn;
  };
  const turn = await begin();
  const pool = createPool({ connectionString: world.url, max: 2 });
  const failures: ("before" | "after")[] = [];
  const faults: string[] = [];
  const shown: SessionDelta[] = [];
  const query = async (statement: never): Promise<unknown> => {
    const fails = failures.shift();
    if (fails === "before") throw new Error("away");
    const result = await pool.query(statement);
    if (fails === "after") throw new Error("cut off");
    return result;
  };
  const log = createDeltaLog({
    pool: { query } as never,
    bus: { payloads: () => [] },
    publish: (deltas) => shown.push(...deltas),
    onError: (message) => faults.push(message),
    tickMs,
  });
  const writer = log.writer({ ...turn, after: 1 });
  const stored = () => process.ports.turns.writtenText(turn.id);
  const close = async () => {
    writer.close();
    await log.close();
    await pool.end();
  };
  const another = async () => log.writer({ ...(await begin()), after: 1 });
  return { turn, writer, another, failures, faults, shown, stored, close };
}

const joined = (deltas: SessionDelta[], part: number) =>
  deltas
    .filter((one) => one.part === part)
    .map((one) => one.text)
    .join("");

test("text is shown once it is committed, in order, each part from its own offset", async () => {
  const { writer, shown, stored, close } = await arrange();
  writer.append(0, "reasoning", "Hm ");
  writer.append(1, "text", "a");
  await writer.flush();
  writer.append(1, "text", "b");
  await writer.flush();
  expect(shown.map(({ part, kind, offset, text }) => [part, kind, offset, text])).toEqual([
    [0, "reasoning", 0, "Hm "],
    [1, "text", 0, "a"],
    [1, "text", 1, "b"],
  ]);
  expect(await stored()).toEqual([
    { part: 0, kind: "reasoning", text: "Hm " },
    { part: 1, kind: "text", text: "ab" },
  ]);
  await close();
});

test("a database that is away, or cut off after it has written, loses and repeats nothing", async () => {
  const { writer, failures, faults, shown, stored, close } = await arrange();
  failures.push("before", "after", "after");
  for (const letter of "abcdefghij") {
    writer.append(0, "text", letter);
    if (letter === "e") await expect.poll(() => failures.length).toBeLessThan(2);
  }
  await writer.flush();
  expect(joined(shown, 0)).toBe("abcdefghij");
  expect(await stored()).toEqual([{ part: 0, kind: "text", text: "abcdefghij" }]);
  expect(faults).toHaveLength(3);
  await close();
});

test("what is tried again comes in the order of the message, before what was written since", async () => {
  const { writer, failures, shown, close } = await arrange();
  failures.push("before", "before");
  writer.append(0, "text", "The end of one part.");
  writer.append(2, "text", "The next.");
  await expect.poll(() => failures.length).toBe(1);
  writer.append(2, "text", " Goes on.");
  writer.append(4, "text", "The last.");
  await writer.flush();
  expect(shown.map(({ part, offset, text }) => [part, offset, text])).toEqual([
    [0, 0, "The end of one part."],
    [2, 0, "The next. Goes on."],
    [4, 0, "The last."],
  ]);
  await close();
});

test("a writer whose turn another epoch has taken is told, and nothing of it is stored or shown", async () => {
  const { turn, writer, shown, stored, close } = await arrange();
  await world.pool.query("update turns set epoch = epoch + 1 where id = $1", [turn.id]);
  writer.append(0, "text", "late");
  await writer.flush();
  expect(writer.fenced.aborted).toBe(true);
  expect([shown, await stored()]).toEqual([[], []]);
  await close();
});

test("the first words of a turn do not wait for the tick, and take nothing of other turns with them", async () => {
  const { writer, another, shown, close } = await arrange(3_600_000);
  writer.append(0, "text", "a");
  await writer.flush();
  writer.append(0, "text", "b");
  (await another()).append(0, "text", "x");
  await expect.poll(() => shown.map(({ text }) => text)).toEqual(["a", "x"]);
  await writer.flush();
  expect(shown.map(({ text }) => text)).toEqual(["a", "x", "b"]);
  await close();
});

test("what the end of a turn takes along is written by no tick", async () => {
  const { writer, shown, stored, close } = await arrange();
  writer.append(0, "text", "a");
  await writer.flush();
  writer.append(0, "text", "b");
  const rest = await writer.settle();
  await writer.flush();
  expect(rest.map(({ offset, text }) => [offset, text])).toEqual([[1, "b"]]);
  expect(joined(shown, 0)).toBe("a");
  expect(await stored()).toEqual([{ part: 0, kind: "text", text: "a" }]);
  await close();
});
