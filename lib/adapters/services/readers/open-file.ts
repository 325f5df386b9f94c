import { sniffFile } from "#lib/adapters/services/sniff.ts";
import type { FileFormat, FileInput, ServiceLimits } from "#lib/application/ports/services.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { safeFileName } from "#lib/domain/session/file-name.ts";
import type { FileFacts } from "#lib/domain/workflow/analysis.ts";
import { openDelimited } from "./csv.ts";
import type { DocumentText } from "./document.ts";
import { openJson } from "./json.ts";
import { readPlainText } from "./plain-text.ts";
import type { TableSource } from "./rows.ts";

type Facts = { file: FileFacts; format: FileFormat; metadata: Record<string, string>; warnings: string[] };

/** A file that was opened: tables to be read, or a text that was. */
export type OpenFile = Facts & ({ tables: TableSource[] } | { document: DocumentText });

/** Opens a file as what its bytes say it is. The readers of formats are loaded when they are needed. */
export async function openFile(input: FileInput, limits: ServiceLimits): Promise<OpenFile> {
  const { format, mime, bytes } = await sniffFile(input, limits.expandedBytes);
  const name = safeFileName(input.name);
  const tableName = name.replace(/\.[a-z0-9]{1,10}$/i, "");
  const file = { name, mime, bytes };
  switch (format) {
    case "csv":
    case "tsv": {
      const { source, metadata, warnings } = await openDelimited(input.path, tableName, format === "tsv");
      return { file, format, metadata, warnings, tables: [source] };
    }
    case "xlsx": {
      const { openWorkbook } = await import("./xlsx.ts");
      const { tables, metadata, warnings } = await openWorkbook(input.path, limits.expandedBytes);
      if (tables.length === 0)
        throw new DomainError(
          "file_empty",
          "The workbook has no visible sheet with cells. Check it and upload it again.",
        );
      return { file, format, metadata, warnings, tables };
    }
    case "json": {
      const { tables, text, metadata } = await openJson(input.path, tableName);
      if (tables.length > 0) return { file, format, metadata, warnings: [], tables };
      return { file, format, metadata, warnings: [], document: { text, headings: [], metadata, warnings: [] } };
    }
    case "pdf": {
      const { readPdf } = await import("./pdf.ts");
      return document(file, format, await readPdf(input.path, limits.textCharacters));
    }
    case "docx": {
      const { readDocx } = await import("./docx.ts");
      return document(file, format, await readDocx(input.path, limits.expandedBytes));
    }
    case "txt":
      return document(file, format, await readPlainText(input.path, limits.textCharacters));
  }
}

function document(file: FileFacts, format: FileFormat, text: DocumentText): OpenFile {
  if (text.text === "")
    throw new DomainError("file_empty", `"${file.name}" holds no text. Check the file and upload it again.`);
  return { file, format, metadata: text.metadata, warnings: text.warnings, document: text };
}
