// More than any provider's explanation of an error.
const MAX_ERROR_CHARACTERS = 20_000;

/** A refused request as the AI SDK's packages throw it, so that one mapping reads both. */
export async function httpFailure(response: Response): Promise<Error> {
  const responseBody = (await response.text()).slice(0, MAX_ERROR_CHARACTERS);
  const said = messageIn(responseBody) ?? response.statusText;
  return Object.assign(new Error(said), {
    name: "AI_APICallError",
    statusCode: response.status,
    responseBody,
    responseHeaders: Object.fromEntries(response.headers),
  });
}

/** What an error object says, wherever it keeps its words. */
export function messageIn(text: string): string | undefined {
  try {
    const { error, message } = JSON.parse(text) as { error?: { message?: unknown } | string; message?: unknown };
    const said = typeof error === "string" ? error : (error?.message ?? message);
    return typeof said === "string" ? said : undefined;
  } catch {
    return undefined;
  }
}
