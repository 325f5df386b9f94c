"use client";
import { ThemeProvider as NextThemes } from "next-themes";
import type { ReactNode } from "react";

/** Light, dark, or what the system says; the class is on the page before the first paint. */
export const ThemeProvider = ({ nonce, children }: { nonce: string | undefined; children: ReactNode }) => (
  <NextThemes
    attribute="class"
    defaultTheme="system"
    enableSystem
    disableTransitionOnChange
    storageKey="throughline:theme"
    {...(nonce ? { nonce } : {})}
  >
    {children}
  </NextThemes>
);
