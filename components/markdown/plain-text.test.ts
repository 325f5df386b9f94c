import { expect, test } from "vitest";
import { plainText } from "#components/markdown/plain-text.ts";

test("only the words are left", () => {
  expect(
    plainText(
      "## Sales\n\n- **Süd** leads with 38 %\n- see [the list](https://x.example) and `net_price`\n\n3 * 4 = 12",
    ),
  ).toBe("Sales Süd leads with 38 % see the list and net_price 3 * 4 = 12");
});
