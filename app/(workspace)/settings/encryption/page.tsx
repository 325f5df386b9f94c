import type { Metadata } from "next";
import { EncryptionScreen } from "#components/settings/encryption/encryption-screen.tsx";
import { listLlmConfigs } from "#lib/application/llm/list-configs.ts";
import { showKeyRotation } from "#lib/application/secrets/key-rotation.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Encryption" };

export default async function EncryptionPage() {
  const ctx = await requireContext();
  const status = await showKeyRotation({ ctx });
  const { items } = status ? await listLlmConfigs({ ctx }) : { items: [] };
  return <EncryptionScreen first={status} models={items.map(({ id, name, model }) => ({ id, name, model }))} />;
}
