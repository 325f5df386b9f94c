import type { ReactNode } from "react";
import { SidebarToggle } from "#components/shell/sidebar-toggle.tsx";

/** A page beside the sidebar that is not a conversation. */
export function PageFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main id="main" className="flex min-w-0 flex-1 flex-col">
      <header className="flex h-12 shrink-0 items-center gap-1.5 border-line border-b px-3">
        <SidebarToggle />
        <h1 className="px-1.5 font-semibold text-sm">{title}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-4xl px-4 py-8 sm:px-8">{children}</div>
      </div>
    </main>
  );
}
