"use client";
import { createContext, useContext } from "react";

/** The request's nonce for inline scripts; only the server knows it. */
export const NonceContext = createContext<string | undefined>(undefined);

const SCRIPT = "{const s=document.currentScript.previousElementSibling;s.scrollTop=s.scrollHeight}";

/** Scrolls the element before it to its end while the page is still being read, so that the first paint is the last message. */
export function StartAtEnd() {
  const nonce = useContext(NonceContext);
  return (
    <script
      nonce={nonce}
      suppressHydrationWarning
      type={typeof window === "undefined" ? "text/javascript" : "text/plain"}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours
      dangerouslySetInnerHTML={{ __html: SCRIPT }}
    />
  );
}
