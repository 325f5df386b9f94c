import { redirect } from "next/navigation";
import { createSession } from "#lib/application/sessions/create-session.ts";
import { listSessions } from "#lib/application/sessions/list-sessions.ts";
import { requireContext } from "#lib/server/request-context.ts";

/** To where the person left off: the latest session, or a first one. */
export default async function Home() {
  const ctx = await requireContext();
  const { items } = await listSessions({ ctx, input: { limit: 1 } });
  const { id } = items[0] ?? (await createSession({ ctx, input: {} }));
  redirect(`/sessions/${id}`);
}
