import { afterEach, expect, test, vi } from "vitest";
import { newId } from "./new-id.ts";

afterEach(() => vi.unstubAllGlobals());

test.each(["with TLS", "without TLS"])("%s an id is a UUID of its own", (where) => {
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  if (where === "without TLS") vi.stubGlobal("crypto", { getRandomValues });
  const ids = Array.from({ length: 200 }, newId);
  expect(new Set(ids).size).toBe(200);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
