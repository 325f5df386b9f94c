"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useMe } from "#components/account/me.tsx";
import { loadDraft, saveDraft } from "#components/chat/store/kept.ts";

const joined = (...texts: string[]): string => [...new Set(texts)].filter(Boolean).join("\n");

/** The unsent text of one conversation, kept in this browser. */
export function useDraft(sessionId: string, slug: string): [text: string, set: (text: string) => void] {
  const me = useMe();
  const [text, setText] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef("");
  const isOurs = useRef(false);
  /** What this tab has last read or written. */
  const known = useRef("");

  const save = useCallback(
    (next: string) => {
      known.current = next;
      saveDraft(me, sessionId, slug, next);
    },
    [me, sessionId, slug],
  );

  useEffect(() => {
    known.current = loadDraft(me, sessionId, slug);
    // What was typed before this came goes on where what was kept ends.
    latest.current = joined(known.current, latest.current);
    setText(latest.current);
    function leave() {
      if (!isOurs.current) return;
      const kept = loadDraft(me, sessionId, slug);
      // Another tab has written meanwhile.
      if (kept !== known.current) {
        if (kept.includes(latest.current)) return;
        latest.current = joined(kept, latest.current);
      }
      save(latest.current);
    }
    window.addEventListener("pagehide", leave);
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener("pagehide", leave);
      leave();
      latest.current = "";
      isOurs.current = false;
    };
  }, [me, sessionId, slug, save]);

  const set = useCallback(
    (next: string) => {
      latest.current = next;
      isOurs.current = true;
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => save(latest.current), next ? 400 : 0);
    },
    [save],
  );
  return [text, set];
}
