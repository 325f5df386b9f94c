"use client";
import { useTheme } from "next-themes";
import { Suspense, useSyncExternalStore } from "react";
import { patiently, whenNeeded } from "#components/ui/when-needed.ts";

const Sonner = whenNeeded(() => import("sonner").then(({ Toaster }) => ({ default: Toaster })));
const listeners = new Set<() => void>();
let wanted = false;

export interface ToastAction {
  label: string;
  act(): void;
}

/** Says something at the top for a while. The library is loaded with the first word. */
export async function toast(text: string, tone: "info" | "error" = "info", action?: ToastAction): Promise<void> {
  wanted = true;
  for (const listener of listeners) listener();
  const { toast: show } = await patiently(() => import("sonner"));
  const options = action ? { action: { label: action.label, onClick: action.act } } : {};
  if (tone === "error") show.error(text, options);
  else show(text, options);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toaster() {
  const { resolvedTheme } = useTheme();
  const needed = useSyncExternalStore(
    subscribe,
    () => wanted,
    () => false,
  );
  if (!needed) return null;
  return (
    <Suspense>
      <Sonner
        theme={resolvedTheme === "dark" ? "dark" : "light"}
        // Below the header, where it covers neither the composer nor a control of the header.
        position="top-center"
        offset={{ top: "3.5rem" }}
        mobileOffset={{ top: "3.5rem" }}
        style={{ fontFamily: "inherit" }}
      />
    </Suspense>
  );
}
