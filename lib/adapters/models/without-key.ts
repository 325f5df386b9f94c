// More than any provider's explanation of an error.
const MAX_ERROR_CHARACTERS = 20_000;

/** The same fetch, but an error answer that repeats the key has it taken out: messages are stored and shown. */
export function withoutKey(inner: typeof fetch, key: string | undefined): typeof fetch {
  if (!key) return inner;
  return async (input, init) => {
    const response = await inner(input, init);
    if (response.ok || !response.body) return response;
    const text = (await response.text()).slice(0, MAX_ERROR_CHARACTERS).replaceAll(key, "[key]");
    return new Response(text, { status: response.status, statusText: response.statusText, headers: response.headers });
  };
}
