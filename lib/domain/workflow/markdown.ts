/** A heading and its sentences as a list; nothing when there are none. */
export function section(heading: string, sentences: string[]): string[] {
  return sentences.length === 0
    ? []
    : ["", `**${heading}**`, "", ...sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`)];
}

/** Names and values come from a file: they must not become markup, links or images. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|~#!]/g, "\\$&").replace(/\s+/g, " ");
}

export function plural(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}
