import { redirect } from "next/navigation";
import { createSession } from "#lib/application/sessions/create-session.ts";
import { listSessions } from "#lib/application/sessions/list-sessions.ts";
import { requireContext } from "#lib/server/request-context.ts";

/** To where the person left off: the latest session of their own, else one that is shared with them, or a first one. */
export default async function Home() {
  const ctx = await requireContext();
  const { items } = await listSessions({ ctx, input: { limit: 30 } });
  const latest = items.find((one) => one.sharedBy === null) ?? items[0];
  if (!latest && ctx.role === "viewer") redirect("/sessions");
  const { id } = latest ?? (await createSession({ ctx, input: {} }));
  redirect(`/sessions/${id}`);
}
