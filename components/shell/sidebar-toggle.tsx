"use client";
import { Menu, PanelLeft } from "lucide-react";
import { useLayout } from "#components/shell/layout-context.tsx";
import { useUi } from "#components/shell/ui-store.ts";
import { Button } from "#components/ui/button.tsx";

/** Shows the sessions: on a phone as a sheet, else as the column they were. */
export function SidebarToggle() {
  const { layout, change } = useLayout();
  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        aria-label="Open sessions"
        className="md:hidden"
        onClick={() => useUi.setState({ sidebarSheet: true })}
      >
        <Menu />
      </Button>
      {layout.sidebarOpen ? null : (
        <Button
          variant="ghost"
          size="icon"
          aria-label="Show sidebar"
          className="max-md:hidden"
          onClick={() => change({ sidebarOpen: true })}
        >
          <PanelLeft />
        </Button>
      )}
    </>
  );
}
