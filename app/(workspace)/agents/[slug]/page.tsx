import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { AgentScreen } from "#components/agents/agent-screen.tsx";
import { listSessions } from "#lib/application/sessions/list-sessions.ts";
import { requireContext } from "#lib/server/request-context.ts";

interface PageProps {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const ctx = await requireContext();
  return { title: ctx.ports.catalog.findAgent((await params).slug)?.name ?? "No such agent" };
}

export default async function AgentPage({ params }: PageProps) {
  const [{ slug }, ctx] = await Promise.all([params, requireContext()]);
  const agent = ctx.ports.catalog.findAgent(slug);
  if (!agent) notFound();
  if (agent.slug !== slug) redirect(`/agents/${agent.slug}`);
  const { items } = await listSessions({ ctx, input: { agent: slug, limit: 10 } });
  return <AgentScreen slug={slug} sessions={items} />;
}
