import type { SignIns } from "#lib/application/ports/sign-ins.ts";

/**
 * Refused sign-ins are noted behind the answer. A test that empties tables waits for these notes first, or the two meet
 * in the database and one of them fails.
 */
export function notedSignIns(signIns: SignIns): { signIns: SignIns; settled(): Promise<void> } {
  const notes: Promise<void>[] = [];
  return {
    signIns: {
      ...signIns,
      note: (...args) => {
        const noted = signIns.note(...args);
        notes.push(noted);
        return noted;
      },
    },
    settled: async () => void (await Promise.allSettled(notes.splice(0))),
  };
}
