import { figure } from "./words.ts";

/** An arithmetic expression and the sentence that words its value. */
export type Calculation = { expression: string; word: (value: number) => string };

const N = String.raw`([\d][\d.,']*)\s*(?:€|\$|£|eur|usd|euros?|dollars?)?`;
const PERCENT = String.raw`([\d][\d.,]*)\s*(?:%|percent|prozent)`;

type Rule = { pattern: RegExp; make: (numbers: number[]) => Calculation };

const rules: Rule[] = [
  {
    pattern: new RegExp(
      `${PERCENT}\\s*(?:vat|tax|mwst|sales tax|umsatzsteuer)?\\s*(?:included |contained )?(?:in|from)\\s+(?:the )?(?:gross|total|brutto)\\D*${N}`,
      "i",
    ),
    make: ([rate = 0, gross = 0]) => ({
      expression: `${gross} - ${gross} / (1 + ${rate} / 100)`,
      word: (tax) =>
        `${figure(gross)} gross holds **${figure(tax)}** of tax at ${rate} %; net it is ${figure(gross - tax)}.`,
    }),
  },
  {
    pattern: new RegExp(`${PERCENT}\\s*(vat|tax|mwst|sales tax|umsatzsteuer)\\s*(?:of|on|auf|von|for|to)\\D*${N}`, "i"),
    make: ([rate = 0, net = 0]) => ({
      expression: `${net} * ${rate} / 100`,
      word: (tax) => `${rate} % tax on ${figure(net)} is **${figure(tax)}**; gross it is ${figure(net + tax)}.`,
    }),
  },
  {
    pattern: new RegExp(`${PERCENT}\\s*(?:of|on|von)\\D{0,12}${N}`, "i"),
    make: ([rate = 0, base = 0]) => ({
      expression: `${base} * ${rate} / 100`,
      word: (share) => `${rate} % of ${figure(base)} is **${figure(share)}**.`,
    }),
  },
  {
    pattern: new RegExp(`margin\\D*${N}\\s*(?:of )?(?:revenue|sales|price|turnover)?\\D+${N}`, "i"),
    make: ([revenue = 0, cost = 0]) => ({
      expression: `(${revenue} - ${cost}) / ${revenue} * 100`,
      word: (margin) => `The margin is **${figure(margin)} %**: ${figure(revenue - cost)} of ${figure(revenue)}.`,
    }),
  },
  {
    pattern: new RegExp(`(?:growth|change|increase|decrease|rise|drop)\\D*${N}\\s*(?:to|→|->|auf)\\s*${N}`, "i"),
    make: ([before = 0, after = 0]) => ({
      expression: `(${after} - ${before}) / ${before} * 100`,
      word: (change) => `From ${figure(before)} to ${figure(after)} is a change of **${figure(change)} %**.`,
    }),
  },
  {
    pattern: new RegExp(`(?:loan|mortgage|credit|payment|kredit)\\D*${N}\\D*?${PERCENT}\\D*?(\\d+)\\s*months?`, "i"),
    make: ([amount = 0, rate = 0, months = 1]) => ({
      expression: `${amount} * (${rate} / 1200) / (1 - (1 + ${rate} / 1200) ^ -${months})`,
      word: (payment) =>
        `A loan of ${figure(amount)} at ${rate} % a year over ${months} months costs **${figure(payment)}** a month, ${figure(payment * months - amount)} of interest in all.`,
    }),
  },
  {
    pattern: new RegExp(`(?:compound|interest|invest\\w*|save)\\D*${N}\\D*?${PERCENT}\\D*?(\\d+)\\s*years?`, "i"),
    make: ([amount = 0, rate = 0, years = 0]) => ({
      expression: `${amount} * (1 + ${rate} / 100) ^ ${years}`,
      word: (end) => `${figure(amount)} at ${rate} % a year grows to **${figure(end)}** in ${years} years.`,
    }),
  },
  {
    pattern: new RegExp(`(?:break.?even)\\D*${N}\\D+${N}\\D+${N}`, "i"),
    make: ([fixed = 0, price = 0, variable = 0]) => ({
      expression: `${fixed} / (${price} - ${variable})`,
      word: (units) =>
        `With ${figure(fixed)} of fixed costs, a price of ${figure(price)} and ${figure(variable)} of variable costs, you break even at **${figure(Math.ceil(units))}** units.`,
    }),
  },
];

/** The calculation that a question asks for: a known financial one, or a plain expression. */
export function calculationIn(question: string): Calculation | undefined {
  for (const { pattern, make } of rules) {
    const match = pattern.exec(question);
    if (match) return make(match.slice(1).flatMap((text) => (text && /^\d/.test(text) ? [readNumber(text)] : [])));
  }
  const expression = /(?:^|[\s:=])([-+]?[(\d][\d\s.,+\-*/^()×÷%]*[\d)])/.exec(question)?.[1]?.trim();
  if (
    !expression ||
    !/\d\s*[-+*/^×÷]\s*[(\d]/.test(expression) ||
    /^\d{4}-\d\d(-\d\d)?$/.test(expression) ||
    /%/.test(expression)
  )
    return undefined;
  const plain = expression
    .replaceAll("×", "*")
    .replaceAll("÷", "/")
    .replace(/\d[\d.,]*/g, (text) => String(readNumber(text)));
  return { expression: plain, word: (value) => `The result is **${figure(value)}**.` };
}

/** "1,234.5", "1.234,5", "1'234" and "0,19" as people write them. */
function readNumber(text: string): number {
  const bare = text.replace(/[.,']+$/, "").replaceAll("'", "");
  const decimal = /[.,](\d+)$/.exec(bare);
  const separators = new Set(bare.replace(/\d/g, ""));
  const grouped = decimal?.[1]?.length === 3 && separators.size === 1 && !/^0[.,]/.test(bare);
  if (!decimal || grouped) return Number(bare.replace(/[.,]/g, ""));
  return Number(`${bare.slice(0, decimal.index).replace(/[.,]/g, "")}.${decimal[1]}`);
}
