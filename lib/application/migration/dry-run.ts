import type { LivingAgent, MigrationStore, Person } from "../ports/migration.ts";

/**
 * The same store for a run that writes nothing: it remembers what would be there by now, so that the report is that of
 * a real run. Needs some 200 bytes of memory for each session that it would write.
 */
export function withoutWriting(store: MigrationStore): MigrationStore {
  const people = new Map<string, Person>();
  const sessions = new Map<string, string | null>();
  const agents = new Map<string, LivingAgent>();
  const keyOf = ({ ownerId, slug }: { ownerId: string; slug: string }): string => `${ownerId} ${slug}`;

  return {
    people: async (names) => [
      ...(await store.people(names)),
      ...names.emails.flatMap((email) => people.get(email) ?? []),
    ],
    addPeople: async (added) => {
      for (const { id, email } of added) people.set(email, { id, email, isMember: true });
    },
    digests: async (ids) => {
      const known = await store.digests(ids);
      for (const id of ids) if (sessions.has(id)) known.set(id, sessions.get(id) ?? null);
      return known;
    },
    agents: async (wanted) => {
      const unknown = wanted.filter((one) => !agents.has(keyOf(one)));
      return [...(await store.agents(unknown)), ...wanted.flatMap((one) => agents.get(keyOf(one)) ?? [])];
    },
    commit: async ({ newSessions = [], agents: appends = [] }) => {
      for (const { id, metadata } of newSessions) sessions.set(id, String(Object(metadata.migration).digest));
      for (const { state, expectedVersion, events } of appends) {
        const { ownerId, slug } = state;
        // What is over counts no more, and would be most of the memory.
        const lean = { ...state, sessionHistory: [] };
        agents.set(keyOf(state), { ownerId, slug, state: lean, version: expectedVersion + events.length });
      }
    },
    finish: async () => {},
  };
}
