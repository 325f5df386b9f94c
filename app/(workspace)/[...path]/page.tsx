import { notFound, redirect } from "next/navigation";
import { requireContext } from "#lib/server/request-context.ts";

/** Every other path that the registry gives an agent leads to its page. */
export default async function AliasPage({ params }: { params: Promise<{ path: string[] }> }) {
  const [{ path }, ctx] = await Promise.all([params, requireContext()]);
  const route = ctx.ports.catalog.routeTable().find((one) => one.path === path.join("/"));
  if (!route) notFound();
  redirect(`/agents/${route.slug}`);
}
