"use client";
import { type ChangeEvent, type ChangeEventHandler, type RefObject, useLayoutEffect } from "react";

/**
 * Hears of what was typed before React took a control over, as of any other change. React leaves such text where it is and
 * knows nothing of it: the next rendering would take it away.
 *
 * @param value what the control shows as far as React knows; of one that keeps its own text nothing is lost
 */
export function useTypedEarly<Control extends HTMLInputElement | HTMLTextAreaElement>(
  ref: RefObject<Control | null>,
  value: unknown,
  onChange: ChangeEventHandler<Control> | undefined,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a control is taken over once.
  useLayoutEffect(() => {
    const control = ref.current;
    if (!control || typeof value !== "string" || control.value === value.replaceAll(/\r\n?/g, "\n")) return;
    onChange?.({ target: control, currentTarget: control } as ChangeEvent<Control, Control>);
  }, []);
}
