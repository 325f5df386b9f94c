import { z } from "zod";

/** A page of a list: `nextCursor` is the `cursor` of the next one. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
