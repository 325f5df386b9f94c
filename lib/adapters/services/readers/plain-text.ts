import { type DocumentText, documentText } from "./document.ts";
import { detectEncoding, readText } from "./text-encoding.ts";

/** A text file; Markdown headings and underlined titles become its headings. Reads a little more than the limit. */
export async function readPlainText(path: string, maxCharacters: number): Promise<DocumentText> {
  const { encoding, invalid } = await detectEncoding(path);
  let text = "";
  for await (const piece of readText(path, encoding)) {
    text += piece;
    if (text.length > maxCharacters + 1) break;
  }
  return documentText({
    text: text.replaceAll("\u0000", ""),
    headings: textHeadings(text),
    metadata: { encoding },
    warnings: invalid === 0 ? [] : [`${invalid} bytes were not valid UTF-8 and are shown as "\uFFFD".`],
  });
}

function textHeadings(text: string): { level: number; text: string }[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, i) => {
    const marked = /^(#{1,6})\s+(.+?)\s*#*$/.exec(line);
    if (marked) return [{ level: marked[1]?.length ?? 1, text: marked[2] ?? "" }];
    const rule = /^(={3,}|-{3,})\s*$/.exec(lines[i + 1] ?? "");
    return rule && line.trim() !== "" && line.length <= 120
      ? [{ level: rule[1]?.startsWith("=") ? 1 : 2, text: line }]
      : [];
  });
}
