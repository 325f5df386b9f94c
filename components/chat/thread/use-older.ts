"use client";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

interface Older {
  scroller: RefObject<HTMLElement | null>;
  /** Changes when a page was put before the others. */
  firstId: string | undefined;
  hasOlder: boolean;
  load(): void;
}

/** Loads the page before when its edge comes near, and keeps what is read in its place. */
export function useOlder({ scroller, firstId, hasOlder, load }: Older): RefObject<HTMLDivElement | null> {
  const edge = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  const first = useRef(firstId);

  useEffect(() => {
    if (!hasOlder || !edge.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), {
      root: scroller.current,
      rootMargin: "800px 0px 0px 0px",
    });
    observer.observe(edge.current);
    return () => observer.disconnect();
  });

  // Browsers hold the reader's place by themselves, but not at the very top.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (first.current !== firstId && first.current && box.scrollTop <= 1)
      box.scrollTop += box.scrollHeight - height.current;
    first.current = firstId;
    height.current = box.scrollHeight;
  });

  return edge;
}
