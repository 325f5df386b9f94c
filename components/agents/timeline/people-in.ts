import type { TimelinePage } from "#components/agents/timeline/pages.ts";

/** The fields of events that hold a person's id, wherever a sentence names one. */
const FIELDS = ["userId", "responderId", "authorId", "approvedBy", "rejectedBy"] as const;

/** The ids of everyone whom a part of an agent's log names. */
export function peopleIn({ base, events }: TimelinePage): string[] {
  const roles = base.status === "absent" ? [] : base.assignments.map(({ userId }) => userId);
  const named = events.flatMap(({ actor, data }) => {
    const fields = data as Partial<Record<(typeof FIELDS)[number], string | null>>;
    return [/^user:(.+)$/s.exec(actor)?.[1], ...FIELDS.map((field) => fields[field])];
  });
  return [...new Set([...roles, ...named.filter((id) => typeof id === "string")])];
}
