/** The eight 16-bit groups of a valid IPv6 text (no zone); a dotted tail is understood. */
export function parseIPv6(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const left = parseGroups(head);
  if (tail === undefined) return left;
  const right = parseGroups(tail);
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function parseGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** The IPv4 address that a translated form really reaches: IPv4-mapped `::ffff:0:0/96` and NAT64 `64:ff9b::/96`. */
export function embeddedIPv4(groups: number[]): string | undefined {
  const prefix = groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(":");
  if (prefix !== "0:0:0:0:0:ffff" && prefix !== "64:ff9b:0:0:0:0") return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/**
 * Plain global unicast, 2000::/3 without what tunnels or documents: Teredo and the other IETF protocol assignments
 * (2001::/23), 2001:db8::/32, 6to4 (2002::/16), 3fff::/20. Compatible forms (::/96) fall outside 2000::/3.
 */
export function isGlobalUnicastIPv6(groups: number[]): boolean {
  const [first = 0, second = 0] = groups;
  if ((first & 0xe000) !== 0x2000 || first === 0x2002) return false;
  if (first === 0x2001) return second >= 0x0200 && second !== 0x0db8;
  return first !== 0x3fff || second >= 0x1000;
}
