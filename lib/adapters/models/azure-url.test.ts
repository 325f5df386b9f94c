import { describe, expect, it } from "vitest";
import { azureEndpoint } from "./azure-url.ts";

const HOST = "https://ours.openai.azure.com";

describe("an Azure endpoint", () => {
  it.each([
    HOST,
    `${HOST}/`,
    `${HOST}/openai`,
    `${HOST}/openai/v1`,
    `${HOST}/openai/deployments/chat/chat/completions`,
  ])("is the v1 API of %s", (baseUrl) => {
    expect(azureEndpoint({ baseUrl, deployment: "chat" })).toEqual({ baseUrl: `${HOST}/openai/v1` });
  });

  it("keeps the path of a gateway before it", () => {
    const baseUrl = "https://gateway.example.com/models/openai";
    expect(azureEndpoint({ baseUrl }).baseUrl).toBe("https://gateway.example.com/models/openai/v1");
  });

  it("is the older API with a dated version, the deployment in the path", () => {
    expect(azureEndpoint({ baseUrl: HOST, deployment: "our chat/1", apiVersion: "2024-10-21" })).toEqual({
      baseUrl: `${HOST}/openai/deployments/our%20chat%2F1`,
      query: { "api-version": "2024-10-21" },
    });
  });
});
