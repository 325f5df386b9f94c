import type { Metadata } from "next";
import { Directory } from "#components/agents/directory.tsx";

export const metadata: Metadata = { title: "Agents" };

export default function AgentsPage() {
  return <Directory />;
}
