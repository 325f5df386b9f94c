import { createElement, Fragment, type ReactNode } from "react";

/** Children whose only identity is their place, such as the words of a text: no keys needed. */
export const each = <Item>(items: readonly Item[], draw: (item: Item, index: number) => ReactNode): ReactNode =>
  createElement(Fragment, null, ...items.map(draw));
