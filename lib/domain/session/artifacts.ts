/** Artifacts that a message or a step can carry: plain JSON, rendered as data and never as script. */

/** One value of a table or chart. Dates travel as ISO 8601 text. */
export type CellValue = string | number | boolean | null;

/** How a value is to be shown. Without one, text as it is and numbers with grouping. */
export type ValueFormat = "text" | "integer" | "decimal" | "percent" | "date" | "month";

export type TableColumn = {
  /** Key into each row. */
  key: string;
  label: string;
  align: "left" | "right" | "center";
  format?: ValueFormat;
  /** Currency sign or unit shown with a number, such as "€". */
  unit?: string;
};

export type TableSpec = {
  title: string;
  columns: TableColumn[];
  rows: Record<string, CellValue>[];
};

export type ChartAxis = { label: string; type: "category" | "date" | "number" };

export type ChartSeries = {
  /** Key into each data point; never "x". */
  key: string;
  name: string;
  format?: ValueFormat;
  unit?: string;
};

/** One position on the x axis; every other key is a series' value there (null: a gap). */
export type ChartPoint = { x: string | number; [series: string]: string | number | null };

export type ChartSpec = {
  type: "bar" | "line" | "area" | "pie";
  /** Bars of one position stand on each other. */
  stacked?: boolean;
  title: string;
  /** What the chart shows in words, for screen readers. */
  description: string;
  x: ChartAxis;
  series: ChartSeries[];
  data: ChartPoint[];
};
