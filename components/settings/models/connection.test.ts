import { describe, expect, test } from "vitest";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";
import { providers } from "#lib/catalog/providers.ts";
import { emptyConnection, faultsOf, givenFields, givenPrice, storedConnection } from "./connection.ts";
import { priceOf, priceWords } from "./price-words.ts";
import { saving } from "./saving.ts";

const azure = {
  ...emptyConnection("azure"),
  ...{ model: " gpt-5 ", apiKey: "k", baseUrl: "https://ours.openai.azure.com", deployment: "chat" },
};
const stored: LlmConfigView = {
  ...{ id: "1", name: "Ours", provider: "azure", model: "gpt-5", baseUrl: "https://ours.openai.azure.com" },
  ...{ deployment: "chat", apiVersion: null, wire: null, price: null, scope: "workspace", isDefault: false },
  ...{ keyHint: "…abcd", validatedAt: null, createdAt: "1", updatedAt: "1" },
};

describe("what was entered", () => {
  test("is right when the provider has all that it needs; a stored key counts", () => {
    expect(faultsOf(providers, azure, false)).toEqual({});
    expect(faultsOf(providers, { ...azure, apiKey: "" }, false)).toEqual({ apiKey: "Azure OpenAI needs the API key." });
    expect(faultsOf(providers, { ...azure, apiKey: "" }, true)).toEqual({});
  });

  test("is checked by the rules of the server, field by field", () => {
    const wrong = { ...azure, baseUrl: "ours", deployment: "a/b", apiVersion: "new", model: " ", priceInput: "1" };
    expect(Object.keys(faultsOf(providers, wrong, false)).sort()).toEqual(
      ["apiVersion", "baseUrl", "deployment", "model", "priceInput"].sort(),
    );
  });

  test("leaves out what another provider would take", () => {
    expect(givenFields({ ...azure, provider: "openai" }, providers.openai)).toEqual({
      ...{ apiKey: "k", baseUrl: "https://ours.openai.azure.com" },
    });
  });

  test("has a price when input and output are numbers, none when all are empty", () => {
    expect(givenPrice(azure)).toBeNull();
    expect(givenPrice({ ...azure, priceInput: "0", priceOutput: "0" })).toEqual({ input: 0, output: 0 });
    for (const priceOutput of ["", "x", "-1"])
      expect(givenPrice({ ...azure, priceInput: "1", priceOutput })).toBeUndefined();
  });
});

describe("what is saved", () => {
  const more = { scope: "workspace", isDefault: false, price: null, test: true } as const;

  test("of a new model is all of it, with a name of its own making", () => {
    expect(saving({ entered: azure, spec: providers.azure, config: undefined, ...more })).toMatchObject({
      method: "POST",
      body: { name: "Azure OpenAI: gpt-5", model: "gpt-5", deployment: "chat", test: true },
    });
  });

  test("of a known one asks the model again only where the connection has changed, and takes away what was emptied", () => {
    const entered = storedConnection(stored);
    const spec = providers.azure;
    expect(saving({ entered: { ...entered, name: "New" }, spec, config: stored, ...more })).toMatchObject({
      ...{ method: "PATCH", body: { name: "New", apiVersion: null, test: false } },
    });
    expect(saving({ entered: { ...entered, apiKey: "new" }, spec, config: stored, ...more })).toMatchObject({
      body: { apiKey: "new", test: true },
    });
  });
});

test("a price in words is the entered one, else the published one", () => {
  expect(priceWords({ input: 2.5, output: 15 })).toBe("$2.50 in, $15 out");
  expect(priceOf({ ...stored, price: { input: 0, output: 0 } }, providers)).toBe("free");
  expect(priceOf(stored, providers)).toBe("$1.25 in, $10 out");
  expect(priceOf({ ...stored, model: "unheard-of" }, providers)).toBeNull();
});
