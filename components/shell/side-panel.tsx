"use client";
import type { ReactNode } from "react";
import { useLayout } from "#components/shell/layout-context.tsx";
import { PANEL } from "#components/shell/layout-prefs.ts";
import { useUi } from "#components/shell/ui-store.ts";
import { LazySheet } from "#components/ui/lazy-sheet.tsx";
import { ResizeHandle } from "#components/ui/resize-handle.tsx";

/** The column on the right; on a narrow screen a sheet. */
export function SidePanel({ title, children }: { title: string; children: ReactNode }) {
  const { layout, change } = useLayout();
  const sheet = useUi((state) => state.panelSheet);
  const heading = <h2 className="flex h-12 shrink-0 items-center px-4 font-semibold text-ui">{title}</h2>;
  return (
    <>
      {layout.panelOpen ? (
        <aside
          aria-label={title}
          className="relative flex shrink-0 flex-col border-line border-s bg-sunken max-lg:hidden"
          style={{ width: layout.panel }}
        >
          <ResizeHandle
            label={`Width of ${title.toLowerCase()}`}
            side="right"
            value={layout.panel}
            least={PANEL.least}
            most={PANEL.most}
            onChange={(panel) => change({ panel })}
          />
          {heading}
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </aside>
      ) : null}
      <LazySheet side="right" title={title} open={sheet} onOpenChange={(panelSheet) => useUi.setState({ panelSheet })}>
        <aside aria-label={title} className="flex min-h-0 flex-1 flex-col">
          {heading}
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </aside>
      </LazySheet>
    </>
  );
}
