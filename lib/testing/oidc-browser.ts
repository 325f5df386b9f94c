import { expect } from "vitest";

/** A browser that signs in to `origin` with its provider: cookies by host, redirects one by one. */
export function createOidcBrowser(origin: string) {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  async function visit(url: string, init: RequestInit = {}): Promise<Response> {
    const jar = jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", ...init, headers: { ...init.headers, cookie } });
    for (const one of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      if (value === "" || /max-age=0/i.test(one)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
  const locationOf = (response: Response, from: string) => new URL(response.headers.get("location") ?? "", from).href;
  /** To the provider's page and through it, up to the address that leads back here. */
  async function toCallback(): Promise<string> {
    const { csrfToken } = (await (await visit(`${origin}/api/auth/csrf`)).json()) as { csrfToken: string };
    const body = new URLSearchParams({ csrfToken, callbackUrl: "/inbox" });
    const started = await visit(`${origin}/api/auth/signin/oidc`, { method: "POST", body });
    let url = locationOf(started, origin);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      ...{ response_type: "code", code_challenge_method: "S256", scope: "openid email profile" },
      ...{ state: expect.any(String), nonce: expect.any(String), code_challenge: expect.any(String) },
    });
    while (!url.startsWith(origin)) url = locationOf(await visit(url), url);
    return url;
  }
  return {
    visit,
    toCallback,
    keep: (name: string, value: string) => jarOf(origin).set(name, value),
    /** Where signing in leads. */
    async signIn(): Promise<string> {
      const callback = await toCallback();
      const { pathname, search } = new URL(locationOf(await visit(callback), callback));
      return pathname + search;
    },
    me: async () => {
      const response = await visit(`${origin}/api/me`);
      return response.ok ? ((await response.json()) as { email: string }).email : response.status;
    },
  };
}
