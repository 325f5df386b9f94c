import type { RotationProgress } from "#lib/application/secrets/schema.ts";

/** What is being done, in words, and how much of the whole (0 to 100) is done. */
export function progressOf({ phase, total, done }: RotationProgress): { words: string; percent: number } {
  switch (phase) {
    case "offering":
      return { words: "Every process gets to know the new key …", percent: 5 };
    case "sealing":
      return {
        words: total === 0 ? "The new key is taken into use …" : `Sealing anew: ${done} of ${total} …`,
        percent: 10 + (total === 0 ? 0 : (80 * done) / total),
      };
    case "retiring":
      return { words: "The old key is taken away …", percent: 95 };
    case "ended":
      return { words: "Done.", percent: 100 };
  }
}
