"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef } from "react";

const TOGETHER = 300;

/** Reads the page anew from the server: when asked to, several times at once as one, and when the tab comes back. */
export function usePageRefresh(): () => void {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refresh = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => router.refresh(), TOGETHER);
  }, [router]);
  useEffect(() => {
    const onVisibility = () => document.visibilityState === "visible" && refresh();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      clearTimeout(timer.current);
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, [refresh]);
  return refresh;
}
