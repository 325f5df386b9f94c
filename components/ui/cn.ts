import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Our font sizes, so that they are not taken for colours. */
const merge = extendTailwindMerge({ extend: { theme: { text: ["2xs", "ui", "msg"], shadow: ["lift"] } } });

/** Joins class names; of two that set the same thing the later one wins. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
