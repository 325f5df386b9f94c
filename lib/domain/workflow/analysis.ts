import type { CellValue } from "#lib/domain/session/artifacts.ts";

/** What a file turned out to be, after its bytes were looked at. */
export type FileFacts = {
  name: string;
  mime: string;
  bytes: number;
};

/** What a column holds: decided by its values, not by its name alone. */
export type ColumnType = "number" | "date" | "boolean" | "text";

/** What a column is good for: figures to add up, groups to split by, a time axis, a key, or prose. */
export type ColumnRole = "measure" | "dimension" | "date" | "id" | "text";

/**
 * One column's figures. `count + missing + unparsed.count` is the number of rows; every statistic is over the
 * `count` values that could be read as the column's type.
 */
export type ColumnProfile = {
  name: string;
  type: ColumnType;
  role: ColumnRole;
  count: number;
  missing: number;
  /** Values present that are not of the column's type, with a few of them. */
  unparsed: { count: number; samples: string[] };
  distinct: number;
  /** Numbers, or ISO 8601 text for dates. */
  min?: number | string;
  max?: number | string;
  sum?: number;
  mean?: number;
  median?: number;
  /** Sample standard deviation. */
  stddev?: number;
  /** Whether its values make sense added up, or only averaged (prices, rates, scores). */
  aggregate?: "sum" | "mean";
  /** Currency sign, or "%". */
  unit?: string;
  /** The most frequent values, most frequent first. */
  topValues?: { value: string; count: number }[];
};

export type DataIssueCode =
  | "missing_values"
  | "unparsed_values"
  | "mixed_types"
  | "mixed_currencies"
  | "ambiguous_numbers"
  | "ambiguous_dates"
  | "spelling_variants"
  | "trimmed_values"
  | "duplicate_rows"
  | "ragged_rows"
  | "total_row"
  | "outliers"
  | "constant_column"
  | "left_out";

/** A thing to know before trusting the figures, worded for a person. */
export type DataIssue = {
  code: DataIssueCode;
  column?: string;
  /** How many values or rows it concerns. */
  count: number;
  message: string;
};

/** A measure per category. Groups come best first; those past the bound are summed up in `other`. */
export type CategoryBreakdown = {
  dimension: string;
  measure: string;
  aggregate: "sum" | "mean" | "count";
  unit?: string;
  groups: { name: string; value: number; count: number }[];
  groupCount: number;
  other?: { groups: number; value: number; count: number };
  /** Rows without a category. */
  without: { value: number; count: number };
};

/** A measure over time. A period without a row has the value null. */
export type Trend = {
  date: string;
  measure: string;
  aggregate: "sum" | "mean" | "count";
  unit?: string;
  grain: "day" | "month" | "year";
  /** `period` is `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  points: { period: string; value: number | null; count: number }[];
};

export type Outliers = {
  column: string;
  count: number;
  /** Values outside of `low…high` (three interquartile ranges beyond the quartiles) count as outliers. */
  low: number;
  high: number;
  /** The most extreme ones; `row` is the spreadsheet row, the header being row 1 when it comes first. */
  samples: { row: number; value: number }[];
};

export type TableAnalysis = {
  kind: "table";
  file: FileFacts;
  table: { name: string; rowCount: number; columnCount: number };
  otherTables: { name: string; rowCount: number; columnCount: number }[];
  columns: ColumnProfile[];
  /** Columns past the bound, which were not profiled. */
  columnsLeftOut: number;
  duplicateRows: number;
  issues: DataIssue[];
  /** The main measure's breakdown first. */
  breakdowns: CategoryBreakdown[];
  trend?: Trend;
  outliers: Outliers[];
};

export type TextAnalysis = {
  kind: "text";
  file: FileFacts;
  language: "en" | "de" | "unknown";
  characters: number;
  words: number;
  sentences: number;
  paragraphs: number;
  pages?: number;
  headings: { level: number; text: string }[];
  /** Frequent words that are no stop words, most frequent first. */
  keyTerms: { term: string; count: number }[];
  /** Sentences taken from the text as they are, in their order, that carry most of its key terms. */
  keySentences: string[];
  dates: { text: string; count: number }[];
  amounts: { text: string; count: number }[];
  issues: DataIssue[];
};

/** What the data analyser found: plain JSON, bounded in size whatever the file's size. */
export type AnalysisResult = TableAnalysis | TextAnalysis;

/** The rows that a query gave. */
export type QueryResult = {
  columns: { name: string; type: string }[];
  rows: Record<string, CellValue>[];
  /** There were more rows than the limit. */
  truncated: boolean;
};
