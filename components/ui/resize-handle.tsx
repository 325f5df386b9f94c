"use client";
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { cn } from "#components/ui/cn.ts";

interface ResizeHandleProps {
  label: string;
  value: number;
  least: number;
  most: number;
  /** The side on which the sized column lies. */
  side: "left" | "right";
  onChange(value: number): void;
}

const STEP = 16;

/** A border that can be dragged, or moved with the arrow keys. */
export function ResizeHandle({ label, value, least, most, side, onChange }: ResizeHandleProps) {
  const start = useRef<{ x: number; value: number } | null>(null);
  const sign = side === "left" ? 1 : -1;
  const set = (next: number) => onChange(Math.min(most, Math.max(least, next)));

  function onPointerMove(event: PointerEvent) {
    if (start.current) set(start.current.value + sign * (event.clientX - start.current.x));
  }
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by !== undefined) set(value + sign * by);
    else if (event.key === "Home") set(least);
    else if (event.key === "End") set(most);
    else return;
    event.preventDefault();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator is the pattern for a splitter; hr cannot be one
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className={cn(
        "absolute inset-y-0 z-20 w-2 cursor-col-resize touch-none outline-none transition-colors before:absolute before:inset-y-0 before:left-1/2 before:w-0.5 before:-translate-x-1/2 before:transition-colors hover:before:bg-ring/50 focus-visible:before:bg-ring active:before:bg-ring max-md:hidden",
        side === "left" ? "-right-1" : "-left-1",
      )}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, value };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={onKeyDown}
    />
  );
}
