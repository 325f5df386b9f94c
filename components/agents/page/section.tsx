import type { ReactNode } from "react";

export const SECTIONS = {
  about: "About",
  sessions: "Sessions",
  people: "People",
  preferences: "Preferences",
  memory: "Memory",
  timeline: "Timeline",
} as const;
export type SectionId = keyof typeof SECTIONS;

interface SectionProps {
  id: SectionId;
  /** One line on what this is good for. */
  intro?: ReactNode;
  children: ReactNode;
}

/** A part of an agent's page that an address can point to. */
export function Section({ id, intro, children }: SectionProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-heading`}
      className="grid scroll-mt-16 grid-cols-1 gap-3 border-line border-t pt-6"
    >
      <div className="grid gap-0.5">
        <h2 id={`${id}-heading`} className="font-semibold text-base">
          {SECTIONS[id]}
        </h2>
        {intro ? <p className="text-muted text-ui">{intro}</p> : null}
      </div>
      {children}
    </section>
  );
}
