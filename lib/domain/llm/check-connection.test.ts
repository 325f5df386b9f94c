import { describe, expect, it } from "vitest";
import { connectionErrors } from "./check-connection.ts";
import type { ConnectionField, ProviderRegistry } from "./provider.ts";

const base = { description: "", listsModels: false, models: [] };
const providers: ProviderRegistry = {
  cloud: {
    ...base,
    label: "Cloud",
    fields: { apiKey: "required", baseUrl: "required", apiVersion: "optional", wire: "optional" },
    wires: { new: { label: "The new API", excludes: "apiVersion" }, old: { label: "The old API" } },
  },
  local: { ...base, label: "Local", fields: { baseUrl: "optional" } },
};
const check = (provider: string, given: ConnectionField[], wire?: string) =>
  connectionErrors(providers, { provider, wire, given: (field) => given.includes(field) });

describe("a connection", () => {
  it("is right with what its provider needs, and with what it may have", () => {
    expect(check("local", [])).toEqual([]);
    expect(check("local", ["baseUrl"])).toEqual([]);
    expect(check("cloud", ["apiKey", "baseUrl", "apiVersion", "wire"], "old")).toEqual([]);
  });

  it("names every field that is missing or not taken", () => {
    expect(check("cloud", ["apiVersion"]).map(({ path }) => path)).toEqual(["apiKey", "baseUrl"]);
    expect(check("local", ["apiKey", "wire"], "old")).toEqual([
      { path: "apiKey", message: "Local takes no API key." },
      { path: "wire", message: "Local takes no API." },
    ]);
  });

  it("has an API that its provider has, without fields which that one does not know", () => {
    const all: ConnectionField[] = ["apiKey", "baseUrl", "apiVersion", "wire"];
    expect(check("cloud", all, "constructor")).toMatchObject([
      { path: "wire", message: expect.stringContaining("Choose one of: new, old") },
    ]);
    expect(check("cloud", all, "new")).toMatchObject([{ path: "apiVersion" }]);
  });

  it("has a provider that there is", () => {
    for (const provider of ["nowhere", "toString"])
      expect(check(provider, [])).toMatchObject([
        { path: "provider", message: expect.stringContaining("cloud, local") },
      ]);
  });
});
