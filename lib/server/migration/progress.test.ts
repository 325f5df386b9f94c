import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";

function watch(isTTY: boolean, size: number | null = 1_000) {
  let clock = 0;
  const written: string[] = [];
  const printed: string[] = [];
  const output = { isTTY, write: (text: string) => written.push(text) > 0 };
  const progress = createProgress({
    output: output as never,
    size,
    print: (line) => printed.push(line),
    now: () => clock,
  });
  return { progress, written, printed, wait: (ms: number) => (clock += ms) };
}

test("without a terminal there is a plain line every five seconds", () => {
  const { progress, written, wait } = watch(false);
  for (let n = 1; n <= 12; n++) {
    wait(1_000);
    progress.at(n * 1_000, n * 50);
  }
  progress.end();
  expect(written).toEqual(["25 %  5,000 records, 1,000/s\n", "50 %  10,000 records, 1,000/s\n"]);
});

test("on a terminal a bar stays in its line, and goes out of the way of what is printed", () => {
  const { progress, written, printed, wait } = watch(true);
  wait(1_000);
  progress.at(500, 500);
  progress.print("line 7: broken");
  progress.end();
  expect(written).toEqual([`[${"#".repeat(15)}${".".repeat(15)}] 50 %  500 records, 500/s`, "\r\x1b[K"]);
  expect(printed).toEqual(["line 7: broken"]);
});

test("what comes through a pipe has no end to measure by", () => {
  const { progress, written, wait } = watch(false, null);
  wait(10_000);
  progress.at(20, 400);
  expect(written).toEqual(["20 records, 2/s\n"]);
});
