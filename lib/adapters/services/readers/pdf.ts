import { readFile } from "node:fs/promises";
import { getDocumentProxy } from "unpdf";
import { DomainError } from "#lib/domain/errors.ts";
import { type DocumentText, documentText } from "./document.ts";

const MAX_PAGES = 5000;
const HEADING_SIZE = 1.2;

type Line = { text: string; size: number };

/**
 * Text of a PDF, page by page, with headings told by their larger type. Errors: file_broken (damaged, or protected
 * by a password), file_empty (no text layer: a scan), file_too_complex.
 */
export async function readPdf(path: string, maxCharacters: number): Promise<DocumentText> {
  const pdf = await getDocumentProxy(new Uint8Array(await readFile(path)), {
    verbosity: 0,
  }).catch((error: Error) => {
    throw error.name === "PasswordException"
      ? new DomainError("file_broken", "The PDF is protected by a password. Remove the password and upload it again.")
      : new DomainError(
          "file_broken",
          "The PDF is damaged and cannot be opened. Export it again and upload that copy.",
        );
  });
  if (pdf.numPages > MAX_PAGES)
    throw new DomainError("file_too_complex", `The PDF has more than ${MAX_PAGES} pages. Split it into smaller files.`);
  const pages: Line[][] = [];
  let characters = 0;
  let unreadable = 0;
  for (let number = 1; number <= pdf.numPages && characters <= maxCharacters; number++) {
    const lines = await pageLines(pdf, number).catch(() => undefined);
    if (!lines) unreadable++;
    pages.push(lines ?? []);
    for (const line of lines ?? []) characters += line.text.length + 1;
  }
  if (unreadable === pdf.numPages)
    throw new DomainError(
      "file_broken",
      "The PDF is damaged: none of its pages can be read. Export it again and upload that copy.",
    );
  const text = pages.map((lines) => lines.map((line) => line.text).join("\n")).join("\n\f\n");
  if (text.trim() === "")
    throw new DomainError(
      "file_empty",
      "The PDF holds no text, only pictures: it is probably a scan. Run text recognition (OCR) on it and upload the result.",
    );
  return documentText({
    text,
    pages: pdf.numPages,
    headings: headings(pages.flat()),
    metadata: {},
    warnings: unreadable > 0 ? [`${unreadable} of ${pdf.numPages} pages could not be read.`] : [],
  });
}

async function pageLines(pdf: Awaited<ReturnType<typeof getDocumentProxy>>, number: number): Promise<Line[]> {
  const page = await pdf.getPage(number);
  const content = await page.getTextContent();
  const lines: Line[] = [];
  let line: Line = { text: "", size: 0 };
  let lastY: number | undefined;
  for (const item of content.items) {
    if (!("str" in item)) continue;
    const y = item.transform[5] as number;
    if (line.text !== "" && lastY !== undefined && Math.abs(y - lastY) > Math.max(2, item.height * 0.5)) {
      lines.push(line);
      line = { text: "", size: 0 };
    }
    line.text += item.str;
    if (item.str.trim() !== "") {
      line.size = Math.max(line.size, item.height);
      lastY = y;
    }
    if (item.hasEOL && line.text !== "") {
      lines.push(line);
      line = { text: "", size: 0 };
    }
  }
  if (line.text !== "") lines.push(line);
  page.cleanup();
  return lines;
}

function headings(lines: Line[]): { level: number; text: string }[] {
  const characters = new Map<number, number>();
  for (const { size, text } of lines)
    characters.set(Math.round(size), (characters.get(Math.round(size)) ?? 0) + text.length);
  const body = [...characters].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
  const large = lines.filter(
    ({ size, text }) => Math.round(size) >= body * HEADING_SIZE && text.trim().length > 1 && text.length <= 150,
  );
  const sizes = [...new Set(large.map(({ size }) => Math.round(size)))].sort((a, b) => b - a);
  return large.map(({ size, text }) => ({ level: Math.min(6, sizes.indexOf(Math.round(size)) + 1), text }));
}
