import { expect, test } from "vitest";
import { SCOPES } from "../context.ts";
import { createApiKeyInput } from "./schema.ts";

test("an API key has every scope once unless scopes are chosen, and never none", () => {
  expect(createApiKeyInput.parse({ name: "CI" })).toEqual({ name: "CI", scopes: SCOPES, expiresAt: null });
  const twice = { name: "CI", scopes: ["agents:read", "agents:read"] };
  expect(createApiKeyInput.parse(twice).scopes).toEqual(["agents:read"]);
  for (const scopes of [[], ["admin"], "agents:read"])
    expect(createApiKeyInput.safeParse({ name: "CI", scopes }).success).toBe(false);
});
