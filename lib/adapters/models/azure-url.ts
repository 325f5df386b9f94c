import type { ModelConnection } from "#lib/domain/llm/provider.ts";

/**
 * Where Azure answers: its v1 API, which reads the deployment in the body, or with a dated version the older one, which
 * reads it in the path. People copy longer addresses out of Azure: all that follows `/openai` is left out.
 * https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 */
export function azureEndpoint({ baseUrl = "", deployment = "", apiVersion }: Partial<ModelConnection>): {
  baseUrl: string;
  query?: Record<string, string>;
} {
  const root = baseUrl.replace(/\/openai(\/.*)?$/, "").replace(/\/+$/, "");
  return apiVersion === undefined
    ? { baseUrl: `${root}/openai/v1` }
    : {
        baseUrl: `${root}/openai/deployments/${encodeURIComponent(deployment)}`,
        query: { "api-version": apiVersion },
      };
}
