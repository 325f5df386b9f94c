import mammoth from "mammoth";
import { readZipEntries, readZipEntry } from "#lib/adapters/services/zip.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import { type DocumentText, documentText } from "./document.ts";
import { scanXml } from "./xml.ts";

/** The whole document becomes a tree in memory, many times its size. */
const MAX_DOCUMENT = 40 << 20;

/** Text and headings of a Word document; a table's cells are separated by tabs. Errors: file_broken, file_too_complex. */
export async function readDocx(path: string, maxExpanded: number): Promise<DocumentText> {
  await check(path, maxExpanded);
  const noImage = mammoth.images.imgElement(async () => ({ src: "" }));
  let html: string;
  try {
    html = (await mammoth.convertToHtml({ path }, { convertImage: noImage, externalFileAccess: false })).value;
  } catch (error) {
    if (errorCode(error)) throw error;
    throw new DomainError(
      "file_broken",
      "The Word document is damaged. Open it in your word processor, save it again and upload that copy.",
    );
  }
  const headings = [...html.matchAll(/<h([1-6])>(.*?)<\/h\1>/gs)].map((match) => ({
    level: Number(match[1]),
    text: plain(match[2] ?? ""),
  }));
  return documentText({ text: plain(html), headings, metadata: {}, warnings: [] });
}

/** Unpacks every part once, thrown away at once, so that the library never meets a lying size or an entity bomb. */
async function check(path: string, maxExpanded: number): Promise<void> {
  for (const entry of await readZipEntries(path, maxExpanded)) {
    if (/\.(xml|rels)$/i.test(entry.name)) {
      if (entry.size > MAX_DOCUMENT)
        throw new DomainError(
          "file_too_complex",
          "The document is too large to be read at once. Split it into smaller documents.",
        );
      await scanXml(readZipEntry(path, entry), {});
    } else {
      for await (const _ of readZipEntry(path, entry));
    }
  }
}

const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** Text of the library's own HTML: blocks end lines, cells end with a tab. */
function plain(html: string): string {
  return html
    .replace(/<\/(td|th)>\s*(?=<(td|th))/g, "\t")
    .replace(/<\/?(p|h[1-6]|li|tr|table|ul|ol)[^>]*>/g, (tag) =>
      tag.startsWith("</") && !/^<\/(li|tr|table|ul|ol)/.test(tag) ? "\n\n" : tag.startsWith("</") ? "\n" : "",
    )
    .replace(/<br[^>]*>/g, "\n")
    .replace(/<[^>]+>/g, "")
    .replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\n+\t/g, "\t");
}
