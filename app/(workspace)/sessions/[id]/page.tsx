import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { SessionScreen } from "#components/chat/session-screen.tsx";
import { firstTab } from "#components/chat/view/tabs-of.ts";
import { Elsewhere } from "#components/workspaces/elsewhere.tsx";
import { parseInput } from "#lib/application/parse-input.ts";
import { getSessionView } from "#lib/application/sessions/get-session-view.ts";
import { sessionInput } from "#lib/application/sessions/schema.ts";
import { findSessionsWorkspace } from "#lib/application/workspaces/find-sessions-workspace.ts";
import { requireContext } from "#lib/server/request-context.ts";

interface PageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ agent?: string | string[] }>;
}

/** Absent, foreign and misspelt look the same. */
const readView = cache(async (sessionId: string) => {
  const ctx = await requireContext();
  try {
    return await getSessionView({ ctx, input: parseInput(sessionInput, { sessionId }) });
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "not_found") return null;
    if (code === "validation_failed") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const view = await readView((await params).id);
  return { title: view ? (view.title ?? "New session") : "Session" };
}

export default async function SessionPage({ params, searchParams }: PageProps) {
  const [{ id }, { agent }, ctx] = await Promise.all([params, searchParams, requireContext()]);
  const view = await readView(id);
  if (!view) {
    const workspaceId = await findSessionsWorkspace({ ctx, input: { sessionId: id } });
    return workspaceId ? <Elsewhere workspaceId={workspaceId} href={`/sessions/${id}`} /> : notFound();
  }
  const asked = typeof agent === "string" ? ctx.ports.catalog.findAgent(agent)?.slug : undefined;
  return <SessionScreen key={id} view={view} active={firstTab(view.conversations, asked, view.roles === null)} />;
}
