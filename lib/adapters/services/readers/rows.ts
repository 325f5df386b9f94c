/** A row as a reader gives it: its number in the file (from 1) and its cells as text; "" is an empty cell. */
export type Row = { number: number; cells: string[] };

/** A table that can be read as often as needed; nothing of it is held in between. */
export type TableSource = {
  name: string;
  /** Cells come from one line of text each, so that a wrong count of cells is worth telling. */
  delimited: boolean;
  rows: () => AsyncIterable<Row[]>;
};
