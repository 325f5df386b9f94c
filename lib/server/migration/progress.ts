/** What is shown while a long command works. */
export interface Progress {
  /** So many records are done, and so many bytes of the file. */
  at(records: number, bytes: number): void;
  /** Prints a line of the result without the bar in between. */
  print(line: string): void;
  end(): void;
}

const BAR = 30;

type Output = Pick<NodeJS.WriteStream, "write" | "isTTY">;

/** A bar that stays in its line on a terminal, otherwise a plain line every few seconds. */
export function createProgress({
  output,
  size,
  print,
  now = Date.now,
}: {
  output: Output;
  /** Of the file in bytes; null when it cannot be known. */
  size: number | null;
  print(line: string): void;
  now?: () => number;
}): Progress {
  const start = now();
  const pause = output.isTTY ? 100 : 5_000;
  let shown = output.isTTY ? 0 : start;
  let drawn = false;

  const wipe = (): void => {
    if (drawn) output.write("\r\x1b[K");
    drawn = false;
  };
  const describe = (records: number, bytes: number): string => {
    const rate = Math.round(records / Math.max((now() - start) / 1000, 0.001));
    const text = `${count(records)} records, ${count(rate)}/s`;
    if (size === null) return text;
    const share = size === 0 ? 1 : bytes / size;
    const percent = `${Math.floor(share * 100)} %`;
    if (!output.isTTY) return `${percent}  ${text}`;
    return `[${"#".repeat(Math.round(share * BAR)).padEnd(BAR, ".")}] ${percent}  ${text}`;
  };

  return {
    at(records, bytes) {
      if (now() - shown < pause) return;
      shown = now();
      wipe();
      output.write(`${describe(records, bytes)}${output.isTTY ? "" : "\n"}`);
      drawn = Boolean(output.isTTY);
    },
    print(line) {
      wipe();
      print(line);
    },
    end: wipe,
  };
}

export const count = (number: number): string => number.toLocaleString("en-US");
