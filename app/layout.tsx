import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { NonceProvider } from "#components/shell/nonce.tsx";
import { ThemeProvider } from "#components/shell/theme-provider.tsx";
import { Toaster } from "#components/ui/toast.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Throughline", template: "%s · Throughline" },
  description: "A workspace where you work with a team of AI agents, and no thread is ever lost.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfcfb" },
    { media: "(prefers-color-scheme: dark)", color: "#111214" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <ThemeProvider nonce={nonce}>
          <NonceProvider nonce={nonce}>{children}</NonceProvider>
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  );
}
