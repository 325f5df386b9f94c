/** How a cell's number is to be read, from its style: a date, a percentage, an amount of money, or plain. */
export type NumberStyle = { kind: "date" | "percent" | "plain"; unit: string };

const DATE_IDS = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
  57, 58,
]);
const PERCENT_IDS = new Set([9, 10]);

/** The style of a number format: its built-in id, or its custom code (ECMA-376, 18.8.30). */
export function numberStyle(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) {
    return { kind: DATE_IDS.has(id) ? "date" : PERCENT_IDS.has(id) ? "percent" : "plain", unit: "" };
  }
  const unit = /[€$£¥](?![-\]])|\[\$([^-\]]+)/.exec(code);
  const bare = code.replace(/\[[^\]]*\]|"[^"]*"|\\.|_.|\*./g, "");
  if (/[ymdhs]/i.test(bare) && !/[0#?]/.test(bare.replace(/\.0+/g, ""))) return { kind: "date", unit: "" };
  return { kind: bare.includes("%") ? "percent" : "plain", unit: (unit?.[1] ?? unit?.[0] ?? "").trim() };
}

/** A cell's number as text that nobody can take for another number or date. */
export function numberText(raw: string, style: NumberStyle | undefined, date1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(value)) return raw;
  if (style?.kind === "date") return serialDate(value, date1904) ?? plainNumber(value);
  if (style?.kind === "percent") return `${plainNumber(value * 100)}%`;
  return style?.unit ? `${plainNumber(value)} ${style.unit}` : plainNumber(value);
}

/**
 * 15 digits, as the spreadsheet shows it. "1.234" gets a zero at its end, so that its point is never read as a
 * thousands separator.
 */
export function plainNumber(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  return /^-?\d{1,3}\.\d{3}$/.test(text) ? `${text}0` : text;
}

/** Days since the workbook's epoch as ISO text; a value below one day is a time. Undefined when it is no date. */
function serialDate(serial: number, date1904: boolean): string | undefined {
  if (serial < 0 || serial > 2_958_466) return undefined;
  const seconds = Math.round(serial * 86_400);
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : serial < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  const iso = new Date(epoch + seconds * 1000).toISOString();
  if (serial < 1 && !date1904) return iso.slice(11, 19);
  return seconds % 86_400 === 0 ? iso.slice(0, 10) : iso.slice(0, 19).replace("T", " ");
}

/** "AB12" → 27, the column counted from 0; undefined when it is no reference. */
export function columnIndex(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? "")?.[1];
  if (!letters) return undefined;
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}
