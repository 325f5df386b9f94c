import { open } from "node:fs/promises";
import type { FileFormat, FileInput, FileType } from "#lib/application/ports/services.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { fileExtension, safeFileName } from "#lib/domain/session/file-name.ts";
import { looksLikeText } from "./readers/text-encoding.ts";
import { readZipEntries } from "./zip.ts";

const HEAD = 64 * 1024;

const MIME: Record<FileFormat, string> = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json",
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  txt: "text/plain",
};

const EXTENSIONS: Record<string, FileFormat> = {
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  xlsx: "xlsx",
  json: "json",
  jsonl: "json",
  ndjson: "json",
  pdf: "pdf",
  docx: "docx",
  txt: "txt",
  text: "txt",
  md: "txt",
  log: "txt",
};

/** What to do about formats that people have and we do not read. */
const ADVICE: Record<string, string> = {
  xls: "Open it in your spreadsheet program and save it as .xlsx or .csv.",
  xlsm: "Save it as .xlsx, without macros.",
  xlsb: "Save it as .xlsx.",
  ods: "Save it as .xlsx or .csv.",
  doc: "Open it in your word processor and save it as .docx or .pdf.",
  odt: "Save it as .docx or .pdf.",
  rtf: "Save it as .docx or .pdf.",
  zip: "Unpack it and upload the files inside.",
};

type Signature = "pdf" | "zip" | "ole" | "binary" | "text";

const describe: Record<Signature, string> = {
  pdf: "a PDF",
  zip: "a zip archive",
  ole: "an old Office document or one protected by a password",
  binary: "binary data",
  text: "text",
};

/**
 * The file's real type, from its bytes against its name's extension; reads at most its head and its zip directory.
 * Errors: file_empty, file_type_unsupported, file_type_mismatch, file_broken, file_too_complex.
 */
export async function sniffFile({ path, name }: FileInput, maxExpanded: number): Promise<FileType> {
  const shown = safeFileName(name);
  const extension = fileExtension(shown);
  const format = EXTENSIONS[extension];
  if (!format) {
    throw new DomainError(
      "file_type_unsupported",
      `${extension ? `.${extension} files` : "Files without an extension"} cannot be read. ${ADVICE[extension] ?? "Upload a csv, tsv, xlsx, json, pdf, docx or txt file."}`,
    );
  }
  const { head, tail, bytes } = await readEnds(path);
  if (bytes === 0) throw new DomainError("file_empty", `"${shown}" is empty. Check the file and upload it again.`);
  const found = signature(head, tail);
  const wanted = format === "pdf" ? "pdf" : format === "xlsx" || format === "docx" ? "zip" : "text";
  if (found !== wanted) throw mismatch(shown, extension, found);
  if (format === "pdf" && !head.includes(" obj") && !tail.includes("startxref")) {
    throw new DomainError(
      "file_broken",
      `"${shown}" starts like a PDF but holds nothing readable. Export or scan it again.`,
    );
  }
  if (wanted === "zip") await checkOffice(path, shown, extension, format, maxExpanded);
  if (wanted === "text" && blank(head) && bytes <= HEAD) {
    throw new DomainError(
      "file_empty",
      `"${shown}" holds no text, only blank space. Check the file and upload it again.`,
    );
  }
  return { format, mime: MIME[format], bytes };
}

async function readEnds(path: string): Promise<{ head: Buffer; tail: Buffer; bytes: number }> {
  const handle = await open(path).catch(() => {
    throw new DomainError("not_found", "The file is no longer there. Upload it again.");
  });
  try {
    const { size } = await handle.stat();
    const read = async (position: number) => {
      const buffer = Buffer.alloc(Math.min(HEAD, size));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      return buffer.subarray(0, bytesRead);
    };
    return { head: await read(0), tail: await read(Math.max(0, size - HEAD)), bytes: size };
  } finally {
    await handle.close();
  }
}

function signature(head: Buffer, tail: Buffer): Signature {
  if (head.subarray(0, 1024).includes("%PDF-")) return "pdf";
  if (head.length >= 4 && head.readUInt32BE(0) === 0x504b0304) return "zip";
  if (head.length >= 8 && head.readUInt32BE(0) === 0xd0cf11e0) return "ole";
  return looksLikeText(head) && (looksLikeText(tail) || utf16Tail(head)) ? "text" : "binary";
}

/** The tail of UTF-16 text has zero bytes but no byte-order mark; its head has told already. */
function utf16Tail(head: Buffer): boolean {
  return head.includes(0);
}

function mismatch(shown: string, extension: string, found: Signature): DomainError {
  const advice =
    found === "ole" && (extension === "xlsx" || extension === "docx")
      ? `Remove the password, or save it as .${extension}, and upload it again.`
      : found === "pdf"
        ? "Rename it to .pdf and upload it again."
        : `Save it as a real .${extension} file and upload it again.`;
  return new DomainError(
    "file_type_mismatch",
    `"${shown}" is named .${extension} but holds ${describe[found]}. ${advice}`,
  );
}

async function checkOffice(path: string, shown: string, extension: string, format: FileFormat, maxExpanded: number) {
  const entries = await readZipEntries(path, maxExpanded);
  const has = (pattern: RegExp) => entries.some((entry) => pattern.test(entry.name));
  const workbook = has(/^xl\/workbook[^/]*\.xml$/i);
  const document = has(/^word\/document[^/]*\.xml$/i);
  if (format === "xlsx" ? workbook : document) return;
  const real = workbook
    ? "a workbook (.xlsx)"
    : document
      ? "a Word document (.docx)"
      : "a zip archive, no Office document";
  throw new DomainError(
    "file_type_mismatch",
    `"${shown}" is named .${extension} but holds ${real}. Save it as a real .${extension} file and upload it again.`,
  );
}

function blank(head: Buffer): boolean {
  return head.every(
    (byte) => byte <= 32 || byte === 0xfe || byte === 0xff || byte === 0xef || byte === 0xbb || byte === 0xbf,
  );
}
