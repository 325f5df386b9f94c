import type { ColumnProfile, TableAnalysis } from "#lib/domain/workflow/analysis.ts";
import { wordsOf } from "./words.ts";

/** What a question asks of a table: a figure, per group or over all, of the rows that a filter leaves. */
export type TableQuestion = {
  aggregate: "sum" | "mean" | "median" | "min" | "max" | "count" | "distinct";
  measure?: ColumnProfile;
  group?: ColumnProfile;
  /** Groups of a date column. */
  grain?: "year" | "month" | "day";
  order: "highest" | "lowest" | "time";
  filter?: { column: ColumnProfile; value: string };
};

// Words that mean the same column, stemmed.
const SYNONYMS = [
  "revenue sale sold sell selling turnover income amount total value umsatz umsätze betrag verkauf verkauft",
  "quantity qty unit piece number volume menge stück anzahl",
  "price cost fee preis kosten",
  "profit margin gewinn earning",
  "region area territory gebiet zone",
  "product item article sku artikel produkt",
  "customer client buyer account kunde kunden",
  "salesperson rep seller employee staff agent mitarbeiter verkäufer",
  "country land nation",
  "city town stadt",
  "category group type kind kategorie",
].map((line) => new Set(line.split(" ")));

/** Understands a question by the columns that it names; undefined when it names nothing that the table has. */
export function understand(question: string, table: TableAnalysis): TableQuestion | undefined {
  const words = wordsOf(question);
  const asked = new Set(words);
  const has = (pattern: RegExp) => pattern.test(question);
  const measures = table.columns.filter((column) => column.role === "measure");
  const groups = table.columns.filter((column) => column.role === "dimension");
  const filter = filterIn(question, table.columns);
  const named = (columns: ColumnProfile[]) =>
    best(
      columns.filter((column) => column !== filter?.column),
      asked,
    );
  const namedGroup = named(groups);
  const measure =
    named(measures) ?? measures.find((column) => column.name === table.breakdowns[0]?.measure) ?? measures[0];

  if (
    has(
      /\bhow many (rows|records|entries|lines|data ?sets)\b|\bnumber of (rows|records|entries)\b|\bwie viele (zeilen|datensätze)\b/i,
    )
  )
    return { aggregate: "count", order: "highest", ...(filter ? { filter } : {}) };
  if (
    has(/\bhow many (different|distinct|unique)?\b|\bwie viele\b/i) &&
    namedGroup &&
    namedGroup.role === "dimension" &&
    !named(measures)
  )
    return { aggregate: "distinct", group: namedGroup, order: "highest", ...(filter ? { filter } : {}) };

  const aggregate = aggregateIn(question, measure);
  const order = has(/\b(least|lowest|worst|fewest|smallest|weakest|niedrigste|wenigsten)\b/i) ? "lowest" : "highest";
  const date = table.columns.find((column) => column.type === "date");
  const overTime = has(
    /\b(trend|over time|per (day|month|year)|by (day|month|year)|monthly|yearly|daily|(which|what|best|worst) (month|year|day|date)|when|develop\w*|verlauf|monatlich)\b/i,
  );
  const group = overTime && date ? date : namedGroup;
  const superlative = has(
    /\b(most|best|top|highest|largest|biggest|least|lowest|worst|fewest|smallest|which|who|per|by|each|rank\w*|compare|meisten|beste|höchste|welche[rs]?)\b/i,
  );
  const base = { aggregate, ...(measure ? { measure } : {}), ...(filter ? { filter } : {}) };
  if (group && (superlative || overTime || (!filter && !has(/\b(total|sum|average|mean|overall)\b/i))))
    return group.type === "date"
      ? {
          ...base,
          group,
          grain: grainIn(question),
          order: /\b(which|best|worst|highest|lowest|most|least)\b/i.test(question) ? order : "time",
        }
      : { ...base, group, order };
  const namesFigure = has(
    /\b(total|sum|average|mean|median|minimum|maximum|min|max|highest|lowest|largest|smallest|how much|overall|summe|durchschnitt|wie viel)\b/i,
  );
  if (measure && (namesFigure || filter || named(measures))) {
    const extreme = has(/\b(highest|largest|biggest|maximum|max)\b/i)
      ? "max"
      : has(/\b(lowest|smallest|minimum|min)\b/i)
        ? "min"
        : aggregate;
    return { ...base, aggregate: extreme, order };
  }
  return undefined;
}

function aggregateIn(question: string, measure: ColumnProfile | undefined): TableQuestion["aggregate"] {
  if (!measure || /\b(how many|number of|count|wie viele|anzahl)\b/i.test(question)) return "count";
  if (/\b(average|mean|avg|typical|durchschnitt\w*|mittel\w*)\b/i.test(question)) return "mean";
  if (/\bmedian\b/i.test(question)) return "median";
  return measure.aggregate ?? "sum";
}

function grainIn(question: string): "year" | "month" | "day" {
  if (/\b(year|yearly|jahr)\b/i.test(question)) return "year";
  return /\b(day|daily|tag)\b/i.test(question) ? "day" : "month";
}

/** The column whose name shares most words, or words of the same meaning, with the question. */
function best(columns: ColumnProfile[], asked: Set<string>): ColumnProfile | undefined {
  const scored = columns.map((column) => ({
    column,
    score: wordsOf(column.name.replace(/([a-z])([A-Z])/g, "$1 $2")).reduce(
      (sum, word) => sum + affinity(word, asked),
      0,
    ),
  }));
  const top = scored.reduce((a, b) => (b.score > a.score ? b : a), scored[0] ?? { column: undefined, score: 0 });
  return top.score > 0 ? top.column : undefined;
}

function affinity(word: string, asked: Set<string>): number {
  if (asked.has(word)) return 2;
  return SYNONYMS.some((set) => set.has(word) && [...asked].some((one) => set.has(one))) ? 1 : 0;
}

/** A value of a column that the question names, such as a region. */
function filterIn(question: string, columns: ColumnProfile[]): TableQuestion["filter"] {
  const text = ` ${question.toLowerCase()} `;
  for (const column of columns)
    if (column.role === "dimension")
      for (const { value } of column.topValues ?? [])
        if (
          value.length > 1 &&
          new RegExp(
            `[^\\p{L}\\p{N}]${value.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}[^\\p{L}\\p{N}]`,
            "u",
          ).test(text)
        )
          return { column, value };
  return undefined;
}
