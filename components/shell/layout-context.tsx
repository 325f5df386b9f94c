"use client";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { FIRST_LAYOUT, type LayoutPrefs, layoutCookie } from "#components/shell/layout-prefs.ts";

interface Layout {
  layout: LayoutPrefs;
  change(next: Partial<LayoutPrefs>): void;
}

const LayoutContext = createContext<Layout>({ layout: FIRST_LAYOUT, change: () => {} });

export const useLayout = (): Layout => useContext(LayoutContext);

export function LayoutProvider({ initial, children }: { initial: LayoutPrefs; children: ReactNode }) {
  const [layout, setLayout] = useState(initial);
  const change = useCallback((next: Partial<LayoutPrefs>) => {
    setLayout((now) => {
      const changed = { ...now, ...next };
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
      document.cookie = layoutCookie(changed);
      return changed;
    });
  }, []);
  const value = useMemo(() => ({ layout, change }), [layout, change]);
  return <LayoutContext value={value}>{children}</LayoutContext>;
}
