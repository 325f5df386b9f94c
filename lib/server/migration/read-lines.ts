/** A line of a file, or why it cannot be read; `end` is the number of bytes read up to there. */
export type Line = { line: number; end: number } & ({ text: string } | { problem: string });

export const LONGEST_LINE = 16 * 1024 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The lines of a stream of bytes, numbered from 1, without those that hold nothing. A byte-order mark and the line ends
 * of Windows are no part of a line. Holds one line at a time; of one that is too long, nothing.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<Line, void, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let pieces: Uint8Array[] = [];
  let length = 0;
  let line = 0;
  let end = 0;

  const add = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > longest) pieces = [];
    else pieces.push(piece);
  };
  const take = (): Line | undefined => {
    line++;
    const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
    const tooLong = length > longest;
    pieces = [];
    length = 0;
    if (tooLong) return { line, end, problem: `is longer than ${longest / 1024 / 1024} MB` };
    const text = decode(decoder, bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes);
    if (text === undefined) return { line, end, problem: "is not UTF-8" };
    return text.trim() === "" ? undefined : { line, end, text };
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, at));
      end += at + 1 - start;
      start = at + 1;
      const taken = take();
      if (taken) yield taken;
    }
    add(chunk.subarray(start));
    end += chunk.length - start;
  }
  const last = length > 0 ? take() : undefined;
  if (last) yield last;
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
