"use client";
import { useMe } from "#components/account/me.tsx";
import { useSession } from "#components/chat/session-context.tsx";

/** How the people of the open session are called here: "you", a name, or null where nobody knows it. */
export function usePersonName(): (userId: string | null) => string | null {
  const me = useMe();
  const people = useSession((state) => state.view.people);
  return (userId) => (userId === me ? "you" : userId && (people[userId] ?? null));
}
