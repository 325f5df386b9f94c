import { z } from "zod";

/** A list of many, parsed one by one up to the first that is wrong: an array notes every fault of all of them. */
export function each<Item extends z.ZodType>(item: Item) {
  const { $schema: _dialect, ...documented } = z.toJSONSchema(item, { io: "input", unrepresentable: "any" });
  return z.array(z.unknown().meta(documented)).transform((all, { addIssue }) => {
    const parsed: z.output<Item>[] = [];
    for (const [index, one] of all.entries()) {
      const result = item.safeParse(one);
      if (result.success) parsed.push(result.data);
      else {
        for (const issue of result.error.issues) addIssue({ ...issue, path: [index, ...issue.path] });
        return z.NEVER;
      }
    }
    return parsed;
  });
}
