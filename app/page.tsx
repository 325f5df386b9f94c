import { redirect } from "next/navigation";
import { openLatest } from "#lib/application/sessions/open-latest.ts";
import { requireContext } from "#lib/server/request-context.ts";

/** To where the person left off. */
export default async function Home() {
  const id = await openLatest({ ctx: await requireContext() });
  redirect(id === null ? "/sessions" : `/sessions/${id}`);
}
