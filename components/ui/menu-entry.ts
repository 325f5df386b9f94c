import type { ReactElement, ReactNode } from "react";

export type MenuEntry =
  | { heading: string }
  | { line: true }
  | {
      name: string;
      note?: string;
      icon?: ReactNode;
      chosen?: boolean;
      /** A page of ours, in place of `onSelect`. */
      href?: string;
      onSelect?(): void;
    };

type TriggerProps = Record<string, unknown>;

export interface MenuProps {
  trigger: ReactElement<TriggerProps>;
  /** Made when the menu is opened. */
  entries(): MenuEntry[];
  align?: "start" | "center" | "end";
  className?: string;
}
