"use client";
import { cloneElement, lazy, Suspense, useState } from "react";
import type { MenuProps } from "#components/ui/menu-entry.ts";

const load = () => import("#components/ui/open-menu.tsx");
const OpenMenu = lazy(load);

/** A drop-down of actions. Its code comes when someone is about to open the first one. */
export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState(false);
  const closed = cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onClick: () => setWanted(true),
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
  });
  return wanted ? (
    <Suspense fallback={closed}>
      <OpenMenu {...props} />
    </Suspense>
  ) : (
    closed
  );
}
