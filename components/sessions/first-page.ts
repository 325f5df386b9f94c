import type { SessionPage } from "#components/sessions/session-summary.ts";

/** Keeps the first page of the list true while sessions of others come and go. */
export interface FirstPage {
  /** It holds no more. */
  changed(): void;
  /** A single session was told of, by someone who may know more than an answer that is under way. */
  told(): void;
}

/** One read at a time; whatever happens while it is under way makes its answer old, and it is read once more. */
export function createFirstPage(read: () => Promise<SessionPage | null>, show: (page: SessionPage) => void): FirstPage {
  let reading = false;
  let outdated = false;
  async function again(): Promise<void> {
    reading = true;
    outdated = false;
    const page = await read();
    if (outdated) return again();
    reading = false;
    if (page) show(page);
  }
  function told(): void {
    outdated = reading;
  }
  return {
    told,
    changed() {
      told();
      if (!reading) void again();
    },
  };
}
