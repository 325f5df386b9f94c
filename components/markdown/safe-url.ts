const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** An address that a reader may follow, or null: model output is hostile, and `javascript:` hides in many spellings. */
export function safeUrl(href: string): string | null {
  const address = href.trim();
  if (/^[/#?](?!\/)/.test(address)) return address;
  try {
    return PROTOCOLS.has(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}
