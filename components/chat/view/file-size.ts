const KB = 1024;
const MB = 1024 * KB;

/** "820 B", "14 kB", "2.3 MB", in the units in which limits are set. */
export function fileSize(bytes: number): string {
  if (bytes < KB) return `${bytes} B`;
  if (bytes < MB) return `${Math.round(bytes / KB)} kB`;
  return `${(bytes / MB).toFixed(bytes < 10 * MB ? 1 : 0)} MB`;
}
