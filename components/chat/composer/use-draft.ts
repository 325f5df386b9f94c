"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { loadDraft, saveDraft } from "#components/chat/store/kept.ts";

/** The unsent text of one conversation, kept in this browser. */
export function useDraft(sessionId: string, slug: string): [text: string, set: (text: string) => void] {
  const [text, setText] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef("");
  const changed = useRef(false);

  useEffect(() => {
    // What was typed before this came goes on where what was kept ends.
    latest.current = [...new Set([loadDraft(sessionId, slug), latest.current])].filter(Boolean).join("\n");
    setText(latest.current);
    // What nobody has changed here is not kept: another tab may have.
    const keep = () => changed.current && saveDraft(sessionId, slug, latest.current);
    window.addEventListener("pagehide", keep);
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener("pagehide", keep);
      keep();
      latest.current = "";
      changed.current = false;
    };
  }, [sessionId, slug]);

  const set = useCallback(
    (next: string) => {
      latest.current = next;
      changed.current = true;
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(
        () => {
          saveDraft(sessionId, slug, latest.current);
          changed.current = false;
        },
        next ? 400 : 0,
      );
    },
    [sessionId, slug],
  );
  return [text, set];
}
