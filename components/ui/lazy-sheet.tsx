"use client";
import { Suspense, useEffect, useState } from "react";
import type { SheetProps } from "#components/ui/dialog.tsx";
import { whenNeeded } from "#components/ui/when-needed.ts";

const Sheet = whenNeeded(() => import("#components/ui/dialog.tsx").then((module) => ({ default: module.Sheet })));

/** A sheet whose code comes when it is first opened. */
export function LazySheet(props: SheetProps) {
  const [wanted, setWanted] = useState(props.open);
  useEffect(() => {
    if (props.open) setWanted(true);
  }, [props.open]);
  return wanted ? (
    <Suspense>
      <Sheet {...props} />
    </Suspense>
  ) : null;
}
