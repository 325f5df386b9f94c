"use client";
import { useEffect, useState } from "react";
import type { Expiry } from "#components/settings/api-keys/key-words.ts";
import { SCOPES, type Scope } from "#lib/domain/access.ts";

export interface KeyDraft {
  name: string;
  expiry: Expiry;
  day: string;
  scopes: readonly Scope[];
}

const PLACE = "throughline.api-key-draft";
const EMPTY: KeyDraft = { name: "", expiry: "90", day: "", scopes: SCOPES };

/** What is being filled in, kept in this tab over a refresh until the key is made. */
export function useKeyDraft(): [draft: KeyDraft, change: (next: Partial<KeyDraft>) => void, forget: () => void] {
  const [draft, setDraft] = useState<KeyDraft>(read);
  useEffect(() => {
    if (draft !== EMPTY) write(draft);
  }, [draft]);
  return [draft, (next) => setDraft((now) => ({ ...now, ...next })), () => write(null)];
}

function read(): KeyDraft {
  try {
    const kept = sessionStorage.getItem(PLACE);
    return kept ? { ...EMPTY, ...(JSON.parse(kept) as Partial<KeyDraft>) } : EMPTY;
  } catch {
    return EMPTY;
  }
}

function write(draft: KeyDraft | null): void {
  try {
    if (draft) sessionStorage.setItem(PLACE, JSON.stringify(draft));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // A browser that keeps nothing: the draft lives as long as the page.
  }
}
