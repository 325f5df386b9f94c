import type { Metadata } from "next";
import { ApiDocsScreen } from "#components/api-docs/api-docs-screen.tsx";

export const metadata: Metadata = { title: "API" };

export default function ApiDocsPage() {
  return <ApiDocsScreen />;
}
