import type { Metadata } from "next";
import { ApiKeysScreen } from "#components/settings/api-keys/api-keys-screen.tsx";
import { listApiKeys } from "#lib/application/api-keys/list-api-keys.ts";
import { isAdmin } from "#lib/application/authorize.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage({ searchParams }: { searchParams: Promise<{ of?: string }> }) {
  const [ctx, { of }] = await Promise.all([requireContext(), searchParams]);
  const shown = of === "workspace" && isAdmin(ctx) ? "workspace" : "me";
  const keys = await listApiKeys({ ctx, input: { of: shown, limit: 50 } });
  return <ApiKeysScreen key={shown} keys={keys} of={shown} role={ctx.role} />;
}
