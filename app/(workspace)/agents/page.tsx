import type { Metadata } from "next";
import { Directory } from "#components/agents/directory.tsx";
import { listAgents } from "#lib/application/agents/list-agents.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Agents" };

export default async function AgentsPage() {
  const ctx = await requireContext();
  const { items } = await listAgents({ ctx });
  const isMine = ({ ownerId }: { ownerId: string }) => ownerId === ctx.actor.userId;
  return (
    <Directory
      assigned={items.filter((one) => !isMine(one))}
      archived={items.filter((one) => isMine(one) && one.status === "archived").reverse()}
    />
  );
}
