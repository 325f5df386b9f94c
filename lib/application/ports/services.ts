import type { CellValue, ChartSpec } from "#lib/domain/session/artifacts.ts";
import type { AnalysisResult, FileFacts, QueryResult } from "#lib/domain/workflow/analysis.ts";
import type { ChartRequest } from "#lib/domain/workflow/chart.ts";

/** A stored file: where its bytes lie, and what its owner calls it. The name is never used as a path. */
export type FileInput = { path: string; name: string };

/** Rows that another step made, to be analysed like a file's. */
export type RowsInput = { name: string; rows: Record<string, CellValue>[] };

/** What one call may use. A call that needs more ends with `file_too_complex` or `service_timeout`. */
export type ServiceLimits = {
  timeMs: number;
  memoryMb: number;
  /** Rows of one table. */
  rows: number;
  columns: number;
  /** Characters of text kept from a document. */
  textCharacters: number;
  /** What a zipped format (xlsx, docx) may unpack to. */
  expandedBytes: number;
  /** Rows that a query gives. */
  resultRows: number;
};

/** An aborted call rejects with the signal's reason; its work is ended at once. */
export type ServiceOptions = { signal?: AbortSignal; limits?: Partial<ServiceLimits> };

export type FileFormat = "csv" | "tsv" | "xlsx" | "json" | "pdf" | "docx" | "txt";

export type FileType = { format: FileFormat; mime: string; bytes: number };

export type ParsedColumn = { name: string; samples: string[] };

/** One table of a file. It is read again from the file by name, so that nothing is kept between calls. */
export type ParsedTable = {
  name: string;
  columns: ParsedColumn[];
  rowCount: number;
  /** Row of the file (from 1) that gave the column names; 0 when there was none. */
  headerRow: number;
};

export type ParsedFile =
  | {
      kind: "table";
      file: FileFacts;
      format: FileFormat;
      metadata: Record<string, string>;
      tables: ParsedTable[];
      warnings: string[];
    }
  | {
      kind: "text";
      file: FileFacts;
      format: FileFormat;
      metadata: Record<string, string>;
      text: string;
      /** The text was longer than the limit and is cut. */
      truncated: boolean;
      pages?: number;
      headings: { level: number; text: string }[];
      warnings: string[];
    };

export interface FileParser {
  /**
   * The file's real type, from its bytes against its name's extension. Reads a few kilobytes only.
   * Errors: file_empty, file_broken, file_type_mismatch, file_type_unsupported, file_too_complex.
   */
  sniff(input: FileInput): Promise<FileType>;
  /** Tables or text of a csv, tsv, xlsx, json, pdf, docx or txt. Errors: those of `sniff`, service_timeout, service_failed. */
  parse(input: FileInput, options?: ServiceOptions): Promise<ParsedFile>;
}

export interface DataAnalyzer {
  /** Profile and findings. `table` picks a sheet; otherwise the one with most rows. Errors: those of `FileParser.parse`, not_found for an unknown table. */
  analyze(input: FileInput | RowsInput, options?: ServiceOptions & { table?: string }): Promise<AnalysisResult>;
  /**
   * One SELECT over the file's tables: each by its name, the largest also as `data`; columns have their types.
   * Errors: query_refused for anything but one SELECT that runs, service_timeout, and those of `FileParser.parse`.
   */
  query(input: FileInput | RowsInput, sql: string, options?: ServiceOptions): Promise<QueryResult>;
}

export interface ChartMaker {
  /** A chart that suits the data, or undefined when there is nothing to draw. */
  make(request: ChartRequest): ChartSpec | undefined;
}

export interface Calculator {
  /** The value of one arithmetic expression. Errors: tool_input_invalid for anything that is no finite number. */
  evaluate(expression: string): Promise<number>;
}

/** The capabilities that workflows and tools delegate to. Stateless: every call stands alone. */
export type EnablingServices = {
  fileParser: FileParser;
  dataAnalyzer: DataAnalyzer;
  chartMaker: ChartMaker;
  calculator: Calculator;
};
