/** "$12.50"; small amounts with as many digits as they need: "$0.0031", "< $0.0001". Takes micro-dollars. */
export function formatMoney(micros: number): string {
  if (micros === 0) return "$0.00";
  if (micros < 100) return "< $0.0001";
  const digits = micros < 100_000 ? 4 : 2;
  return `$${(micros / 1_000_000).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** An amount that a person has typed in dollars, in micro-dollars; null when it is none. */
export function parseMoney(text: string): number | null {
  const plain = text
    .trim()
    .replace(/^\$\s*/, "")
    .replace(/,/g, "");
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(plain)) return null;
  return Math.round(Number(plain) * 1_000_000);
}
