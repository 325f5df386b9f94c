import { OFFLINE, type Problem, toProblem } from "#components/api/problem.ts";

export type Answer<Body> = { ok: true; body: Body } | { ok: false; problem: Problem };

interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
  /** Goes on although the page is left. */
  keepalive?: boolean;
}

/** The workspace that the page was drawn for, which the layout says in a meta tag: nothing of it ends up in another one. */
export const meant = (): Record<string, string> => {
  const workspace = document.querySelector<HTMLMetaElement>('meta[name="throughline-workspace"]')?.content;
  return workspace === undefined ? {} : { "x-throughline-workspace": workspace };
};

/** One call of our own API. Never throws: what went wrong is part of the answer. */
export async function request<Body>(
  path: string,
  { method = "GET", body, signal, keepalive = false }: Call = {},
): Promise<Answer<Body>> {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...meant(),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      ...(keepalive ? { keepalive } : {}),
    });
    const parsed: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    return response.ok
      ? { ok: true, body: parsed as Body }
      : { ok: false, problem: toProblem(response.status, parsed) };
  } catch {
    return { ok: false, problem: OFFLINE };
  }
}
