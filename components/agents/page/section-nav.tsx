"use client";
import { useEffect, useState } from "react";
import { SECTIONS, type SectionId } from "#components/agents/page/section.tsx";
import { cn } from "#components/ui/cn.ts";

/** The parts of the page as links; the one in sight is marked. */
export function SectionNav({ shown }: { shown: readonly SectionId[] }) {
  const current = useSectionInSight(shown);
  return (
    <nav
      aria-label="Parts of this page"
      className="z-10 -mx-1 flex flex-wrap gap-x-1 gap-y-0.5 bg-background py-2 sm:sticky sm:top-0"
    >
      {shown.map((id) => (
        <a
          key={id}
          href={`#${id}`}
          aria-current={id === current ? "location" : undefined}
          className={cn(
            "rounded-lg px-2.5 py-1.5 text-ui",
            id === current
              ? "bg-agent-soft font-medium text-agent-ink"
              : "text-muted hover:bg-hover hover:text-foreground",
          )}
        >
          {SECTIONS[id]}
        </a>
      ))}
    </nav>
  );
}

/** The part that lies across a line in the upper third of the screen. */
function useSectionInSight(shown: readonly SectionId[]): SectionId | undefined {
  const [current, setCurrent] = useState(shown[0]);
  const ids = shown.join(" ");
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) setCurrent(entry.target.id as SectionId);
      },
      { rootMargin: "-30% 0px -69% 0px" },
    );
    for (const id of ids.split(" ")) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
    return () => observer.disconnect();
  }, [ids]);
  return current;
}
