/** The e-mail addresses in a text, each once: `Grace <grace@example.com>, alan@example.com` and the like. */
export function addressesIn(text: string): string[] {
  const words = text.replace(/[^<>,;\n]*<([^<>\s]*)>/g, "$1").split(/[\s,;]+/);
  return [...new Set(words.map((word) => word.trim().toLowerCase()).filter((word) => word !== ""))];
}
