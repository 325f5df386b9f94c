import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { AgentPage } from "#components/agents/page/agent-page.tsx";
import { agentInput } from "#lib/application/agents/schema.ts";
import { parseInput } from "#lib/application/parse-input.ts";
import { requireContext } from "#lib/server/request-context.ts";
import { readAgentPage } from "./read-agent-page.ts";

interface PageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ at?: string | string[] }>;
}

/** Absent, foreign and misspelt look the same. An old key leads to the agent's own address. */
const read = cache(async (slug: string) => {
  const ctx = await requireContext();
  const definition = ctx.ports.catalog.findAgent(slug);
  if (definition && definition.slug !== slug) redirect(`/agents/${definition.slug}`);
  try {
    return await readAgentPage(ctx, parseInput(agentInput, { agent: decodeURIComponent(slug) }).agent);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "not_found" || code === "validation_failed") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: (await read((await params).slug)).detail.name };
}

export default async function Page({ params, searchParams }: PageProps) {
  const [{ slug }, { at }] = await Promise.all([params, searchParams]);
  const data = await read(slug);
  // What was typed survives the agent's first use, but not its archive: then a fresh one begins.
  return <AgentPage key={data.archived.length} data={data} at={typeof at === "string" ? at : undefined} />;
}
