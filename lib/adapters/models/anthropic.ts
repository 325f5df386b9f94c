import type { ModelCall } from "#lib/application/ports/models.ts";
import { providers } from "#lib/catalog/providers.ts";

const { defaultBaseUrl } = providers.anthropic;

/** A host alone is its v1 API. */
export function anthropicBaseUrl(baseUrl: string = defaultBaseUrl): string {
  return new URL(baseUrl).pathname === "/" ? `${baseUrl.replace(/\/+$/, "")}/v1` : baseUrl;
}

/**
 * Pings tell that a model which thinks in silence is still there. A turn asks again after each round of tools, with all
 * that was said before: Anthropic itself keeps what it has read for five minutes, at a tenth of the price.
 */
export const anthropicOptions = (baseUrl: string): NonNullable<ModelCall["providerOptions"]> => ({
  anthropic: {
    includePings: true,
    ...(new URL(baseUrl).host === new URL(defaultBaseUrl).host ? { cacheControl: { type: "ephemeral" } } : {}),
  },
});
