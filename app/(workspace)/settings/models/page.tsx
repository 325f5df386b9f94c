import type { Metadata } from "next";
import { ModelsScreen } from "#components/settings/models/models-screen.tsx";
import { listLlmConfigs } from "#lib/application/llm/list-configs.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Models" };

export default async function ModelsPage() {
  const ctx = await requireContext();
  const { items } = await listLlmConfigs({ ctx });
  return <ModelsScreen configs={items} providers={ctx.ports.providers} role={ctx.role} />;
}
