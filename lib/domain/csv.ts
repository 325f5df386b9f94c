/** What makes a spreadsheet take a cell for a formula, also behind blanks. */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠\t\r]/u;

/** A row of a CSV file (RFC 4180). A cell that a spreadsheet would run as a formula begins with an apostrophe. */
export function csvRow(cells: readonly (string | number | null)[]): string {
  const texts = cells.map((cell) => {
    if (typeof cell === "number") return String(cell);
    const text = cell ?? "";
    return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  });
  return `${texts.join(",")}\r\n`;
}
