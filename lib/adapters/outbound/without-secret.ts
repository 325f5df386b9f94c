// More than any service's explanation of an error.
const MAX_ERROR_CHARACTERS = 20_000;

/** The same fetch; an error answer that repeats our secret has it taken out, since what services say is stored, shown and logged. */
export function withoutSecret(inner: typeof fetch, secret: string | undefined): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (response.ok || !response.body || !secret) return response;
    const text = (await response.text()).slice(0, MAX_ERROR_CHARACTERS).replaceAll(secret, "[key]");
    return new Response(text, { status: response.status, statusText: response.statusText, headers: response.headers });
  };
}
