"use client";
import { useEffect, useState } from "react";
import type { Entered } from "#components/settings/models/connection.ts";

const PLACE = "throughline.model-draft";

/** What is being filled in, kept in this tab over a refresh until it is saved: all but the key. */
export function useDraft(
  id: string | null,
  first: () => Entered,
): [entered: Entered, change: (next: Partial<Entered>) => void, forget: () => void] {
  const [entered, setEntered] = useState<Entered>(() => ({ ...first(), ...read()?.[id ?? "new"] }));
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    const { apiKey: _secret, ...kept } = entered;
    if (changed) write({ ...read(), [id ?? "new"]: kept });
  }, [entered, changed, id]);
  return [
    entered,
    (next) => {
      setChanged(true);
      setEntered((now) => ({ ...now, ...next }));
    },
    () => {
      setChanged(false);
      const { [id ?? "new"]: _saved, ...others } = read() ?? {};
      write(others);
    },
  ];
}

/** A form for a new model was left open in this tab. */
export const hasDraft = (): boolean => read()?.new !== undefined;

type Kept = Record<string, Partial<Entered>>;

function read(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  } catch {
    return null;
  }
}

function write(kept: Kept): void {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing: the draft lives as long as the page.
  }
}
