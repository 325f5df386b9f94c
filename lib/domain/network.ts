/**
 * The network that attempts from an address are counted for: an IPv4 address itself, of an IPv6 address its first 64
 * bits, because one connection commands all of the rest. What is no address stands for itself.
 */
export function networkOf(address: string): string {
  const text = address.split("%", 1)[0]?.toLowerCase() ?? "";
  if (!text.includes(":")) return text.slice(0, 64);
  const mapped = /^(?:::ffff:|::)(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped) return mapped;
  const [head = "", tail] = text.split("::", 2);
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "").slice(0, 4)).join(":")}::/64`;
}
