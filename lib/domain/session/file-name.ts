const MAX_LENGTH = 255;
/** Control characters, zero-width characters and bidi overrides: they make a name lie about its end. */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/**
 * A name as it may be shown: the last part of a path, without characters that cannot be seen, at most 255
 * characters with its extension kept. It is for display alone and never used as a path.
 */
export function safeFileName(name: string): string {
  const visible = name.slice(-4096).normalize("NFC").replace(UNSEEN, "");
  const last = visible.split(/[/\\]/).findLast((part) => /[^.\s]/.test(part)) ?? "";
  const clean = last.toWellFormed().replace(/\s+/g, " ").trim();
  if (clean === "") return "file";
  if (clean.length <= MAX_LENGTH) return clean;
  const extension = fileExtension(clean);
  const tail = extension === "" ? "" : `.${extension}`;
  return `${clean.slice(0, MAX_LENGTH - tail.length - 1)}…${tail}`.toWellFormed();
}

/** The extension in lower case without its dot, or "" where there is none. */
export function fileExtension(name: string): string {
  return /\.([a-z0-9]{1,10})\s*$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}
