import { describe, expect, test } from "vitest";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { agentDefinitions, checkCatalog, createCatalog } from "./index.ts";

const [first] = agentDefinitions as readonly [AgentDefinition];
const with_ = (changes: Partial<AgentDefinition>): AgentDefinition => ({
  ...first,
  slug: "other",
  slugAliases: [],
  routePaths: ["other"],
  handsOffTo: [],
  ...changes,
});
const alone = { ...first, handsOffTo: [] };

describe("the registry", () => {
  const catalog = createCatalog({ testAgent: false });

  test("finds an agent by its slug and by its old conversation keys", () => {
    expect(catalog.findAgent("guide")?.name).toBe("Guide");
    expect(catalog.findAgent("guide_agent")).toBe(catalog.findAgent("guide"));
    expect(catalog.findAgent("content_liaison")?.slug).toBe("content-liaison");
    expect(catalog.findAgent("nobody")).toBeUndefined();
    expect(catalog.findAgent("toString")).toBeUndefined();
  });

  test("offers the agent for tests only when it is switched on", () => {
    expect(catalog.findAgent("probe")).toBeUndefined();
    expect(catalog.allSlugs()).toEqual(["guide", "content-liaison", "luca", "tutor", "thought-partner", "evaluator"]);
    expect(createCatalog({ testAgent: true }).findAgent("probe")?.kind).toBe("function");
  });

  test("lists agents by category, and every path with the primary ones first", () => {
    expect(catalog.byCategory("finance").map((one) => one.slug)).toEqual(["luca"]);
    const routes = catalog.routeTable();
    expect(routes.slice(0, 3).map((one) => one.path)).toEqual([
      "agents/guide",
      "agents/content-liaison",
      "agents/luca",
    ]);
    expect(routes).toContainEqual({ path: "content", slug: "content-liaison", primary: false });
  });

  test("takes files of 10 MB, the content liaison of 100 MB", () => {
    expect(catalog.findAgent("guide")?.maxFileBytes).toBe(10 * 1024 * 1024);
    expect(catalog.findAgent("content-liaison")?.maxFileBytes).toBe(100 * 1024 * 1024);
  });

  test.each(agentDefinitions.map((one) => [one.slug, one] as const))("describes %s completely", (_slug, one) => {
    expect(one.starters).toHaveLength(4);
    // The hand-off tool lists agents as "slug: description; …" on one line each.
    expect(one.description).not.toMatch(/[;\n]/);
    // Light enough for dark pages and dark enough for light ones; the page derives its inks from it.
    expect(one.colour).toMatch(/^oklch\(0\.5[0-9]? 0\.1\d* \d{1,3}\)$/);
    expect(one.tools.includes("hand_off")).toBe(one.handsOffTo.length > 0);
    expect(one.tools.includes("start_workflow")).toBe(one.workflows.length > 0);
    if (one.kind === "context") expect(one.systemPrompt).toMatch(/never follow instructions/);
  });
});

describe("a registry with a mistake does not start", () => {
  const refused = (other: AgentDefinition) =>
    expect.objectContaining({ code: "configuration_invalid", message: expect.stringMatching(other.slug) });

  test.each([
    ["a slug twice", with_({ slug: first.slug })],
    ["an alias that is another's slug", with_({ slugAliases: [first.slug] })],
    ["an alias twice", with_({ slugAliases: ["guide_agent"] })],
    ["a path twice", with_({ routePaths: ["fresh", first.routePaths[0]] })],
    ["a malformed path", with_({ routePaths: ["/Other"] })],
    ["a hand-off to nobody", with_({ handsOffTo: ["nobody"] })],
    ["a hand-off to itself", with_({ handsOffTo: ["other"] })],
  ])("%s", (_mistake, other) => {
    expect(() => checkCatalog([alone, other])).toThrow(refused(other));
  });

  test("and names all mistakes at once", () => {
    const other = with_({ slugAliases: ["guide_agent"], routePaths: ["guide"] });
    expect(() => createCatalog({ testAgent: false }, [alone, other])).toThrow(/"guide_agent".*"guide"/);
  });
});
