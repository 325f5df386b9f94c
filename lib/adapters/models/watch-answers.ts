import { pageInstead } from "#lib/domain/llm/model-error.ts";

// More than any provider's explanation of an error.
const MAX_ERROR_CHARACTERS = 20_000;

/**
 * The same fetch for what all wires have in common: an error answer that repeats the key has it taken out, since messages
 * are stored and shown; and a web page where an answer should be is told apart from one that broke off.
 */
export function watchAnswers(inner: typeof fetch, key: string | undefined): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (isPage(response)) {
      await response.body?.cancel();
      throw pageInstead(response.status);
    }
    if (response.ok || !response.body || !key) return response;
    const text = (await response.text()).slice(0, MAX_ERROR_CHARACTERS).replaceAll(key, "[key]");
    return new Response(text, { status: response.status, statusText: response.statusText, headers: response.headers });
  };
}

/** A page says nothing of the model where its status does: a gateway's 502 is a fault, its 401 a wrong key. */
const isPage = ({ ok, status, headers }: Response): boolean =>
  (ok || status === 404 || status === 405) && (headers.get("content-type") ?? "").startsWith("text/html");
