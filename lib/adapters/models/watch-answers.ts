import { withoutSecret } from "#lib/adapters/outbound/without-secret.ts";
import { pageInstead } from "#lib/domain/llm/model-error.ts";

/**
 * The same fetch for what all wires have in common: an error answer never repeats the key, and a web page where an answer
 * should be is told apart from one that broke off.
 */
export function watchAnswers(inner: typeof fetch, key: string | undefined): typeof fetch {
  const ask = withoutSecret(inner, key);
  return async (input, init) => {
    const response = await ask(input, init);
    if (!isPage(response)) return response;
    await response.body?.cancel();
    throw pageInstead(response.status);
  };
}

/** A page says nothing of the model where its status does: a gateway's 502 is a fault, its 401 a wrong key. */
const isPage = ({ ok, status, headers }: Response): boolean =>
  (ok || status === 404 || status === 405) && (headers.get("content-type") ?? "").startsWith("text/html");
