import { describe, expect, it } from "vitest";
import { chooseConfig } from "./choose-config.ts";

const shared = (id: string, more = {}) => ({ id, ownerId: null, provider: "openai", isDefault: false, ...more });
const own = (id: string, more = {}) => shared(id, { ownerId: "u1", ...more });
const isDefault = true;
const demo = { provider: "demo" };

describe("the choice of a model config", () => {
  it.each([
    ["the one that is asked for", [shared("a", { isDefault }), own("b")], "b", "b"],
    ["a demo that is asked for", [shared("a", { isDefault }), shared("d", demo)], "d", "d"],
    ["the workspace's default", [own("a", { isDefault }), shared("b"), shared("c", { isDefault })], null, "c"],
    ["else the person's default", [shared("a"), own("b"), own("c", { isDefault })], null, "c"],
    ["else the workspace's first", [own("a"), shared("b"), shared("c")], null, "b"],
    ["else the person's first", [own("a"), own("b")], null, "a"],
    ["any real one before a demo that is the default", [shared("d", { ...demo, isDefault }), own("a")], null, "a"],
    ["a demo when there is nothing else", [own("e", demo), shared("d", demo)], null, "d"],
  ])("is %s", (_, configs, requested, chosen) => {
    expect(chooseConfig(configs, requested).id).toBe(chosen);
  });

  it("never replaces a config that was asked for and is not there", () => {
    expect(() => chooseConfig([shared("a", { isDefault })], "foreign")).toThrow(
      expect.objectContaining({ code: "llm_config_not_found", kind: "missing" }),
    );
  });

  it("says where to configure a model when there is none", () => {
    expect(() => chooseConfig([], null)).toThrow(
      expect.objectContaining({ code: "llm_config_missing", message: expect.stringContaining("Settings → Models") }),
    );
  });
});
