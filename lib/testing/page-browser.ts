/** A browser without pages: it keeps cookies, signs in as the form does, and always sends `sent` with it. */
export function createPageBrowser(origin: string, sent: Readonly<Record<string, string>> = {}) {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

  async function visit(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...sent, ...(init.headers as Record<string, string>), cookie: cookie() };
    const response = await fetch(origin + path, { redirect: "manual", ...init, headers });
    for (const one of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      if (value === "" || /max-age=0/i.test(one)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  const call = (method: string, path: string, body?: unknown): Promise<Response> =>
    visit(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });

  return {
    cookie,
    call,
    async json<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
      const response = await call(method, path, body);
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Answer;
    },
    /** Signs in with a password; throws when that is not enough. */
    async signIn(person: { email: string; password: string }): Promise<void> {
      const { csrfToken } = (await (await visit("/api/auth/csrf")).json()) as { csrfToken: string };
      const body = new URLSearchParams({ csrfToken, ...person });
      const answer = await visit("/api/auth/callback/credentials", { method: "POST", body });
      const location = answer.headers.get("location") ?? "";
      if (location.includes("error=")) throw new Error(`Signing in led to ${location}`);
    },
  };
}
