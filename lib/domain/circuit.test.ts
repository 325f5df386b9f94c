import { describe, expect, test } from "vitest";
import { admit, beginAnswer, type Circuit, CLOSED, fail, leave, stateOf } from "./circuit.ts";

const failing = (times: number, now = 0, from: Circuit = CLOSED): Circuit =>
  Array.from({ length: times }).reduce<Circuit>((circuit) => fail(circuit, now), from);
const open = failing(5);
const probing = admit(open, 15_000) as Circuit;

describe("a circuit", () => {
  test("opens at the fifth failure in a row, for a quarter of a minute", () => {
    expect(stateOf(failing(4), 0)).toBe("closed");
    expect(admit(failing(4), 0)).not.toBeNull();
    expect(stateOf(open, 14_999)).toBe("open");
    expect(admit(open, 14_999)).toBeNull();
    expect(stateOf(open, 15_000)).toBe("half-open");
  });

  test("lets one attempt through when its time is over, and no second one beside it", () => {
    expect(probing.probing).toBe(true);
    expect(admit(probing, 15_000)).toBeNull();
    expect(admit(leave(probing), 15_000)).not.toBeNull();
  });

  test("opens for longer each time that the attempt fails, up to a minute", () => {
    const times: number[] = [];
    let circuit = open;
    for (let round = 0; round < 4; round++) {
      const now = circuit.openUntil as number;
      circuit = fail(admit(circuit, now) as Circuit, now);
      times.push((circuit.openUntil as number) - now);
    }
    expect(times).toEqual([30_000, 60_000, 60_000, 60_000]);
  });

  test("is closed for all once the attempt is answered, but opens again when the answer breaks off", () => {
    const answered = beginAnswer(probing);
    expect(stateOf(answered, 15_000)).toBe("closed");
    expect(stateOf(fail(answered, 16_000), 16_000)).toBe("open");
    expect(beginAnswer(failing(3))).toEqual(failing(3));
  });

  test("is not kept open by attempts that had begun before it opened", () => {
    expect(fail(open, 14_000)).toBe(open);
  });
});
