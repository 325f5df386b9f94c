"use client";
import { restingPlace } from "#components/chat/thread/resting-place.ts";
import { useNonce } from "#components/shell/nonce.tsx";

const SCRIPT = `{const s=document.currentScript.previousElementSibling;s.scrollTop=s.scrollHeight;s.scrollTop=(${restingPlace})(s.scrollTop,s)}`;

/**
 * Scrolls the element before it to its end while the page is still being read, so that the first paint is the last
 * message, or the beginning of the long question that it ends with.
 */
export function StartAtEnd() {
  const nonce = useNonce();
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
