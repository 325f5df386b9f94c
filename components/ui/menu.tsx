"use client";
import { cloneElement, Suspense, useState } from "react";
import type { MenuProps } from "#components/ui/menu-entry.ts";
import { whenNeeded } from "#components/ui/when-needed.ts";

const load = () => import("#components/ui/open-menu.tsx");
const OpenMenu = whenNeeded(load);
const loadSoon = () => void load().catch(() => {});

/** A drop-down of actions. Its code comes when someone is about to open the first one. */
export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState(false);
  const closed = cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onClick: () => setWanted(true),
    onPointerEnter: loadSoon,
    onFocus: loadSoon,
  });
  return wanted ? (
    <Suspense fallback={closed}>
      <OpenMenu {...props} />
    </Suspense>
  ) : (
    closed
  );
}
