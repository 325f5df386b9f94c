import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** What the provider says of whoever comes. */
export interface OidcPerson {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

type Claims = Record<string, unknown>;

const CLIENT = { client_id: "throughline", client_secret: randomBytes(24).toString("base64url") };

/**
 * A real OpenID Connect provider on a port of its own, where `person` signs in without being asked. With `tamper` it
 * answers with an ID token of other claims, as a hostile one would.
 */
export async function createOidcHouse() {
  const house = {
    person: { sub: "1", email: "ada@example.com", email_verified: true, name: "Ada" } as OidcPerson,
    tamper: null as ((claims: Claims) => Claims) | null,
  };
  let provider: Provider | undefined;
  let nonce: string | null = null;

  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!provider) return void response.writeHead(503).end();
    const { pathname, searchParams } = new URL(request.url ?? "/", issuer);
    if (pathname === "/auth") nonce = searchParams.get("nonce") ?? nonce;
    if (pathname.startsWith("/interaction/"))
      return provider.interactionFinished(request, response, { login: { accountId: house.person.sub } });
    if (house.tamper && pathname === "/token") return sendJson(response, forgedTokens(house.tamper));
    if (house.tamper && pathname === "/me") return sendJson(response, house.person);
    provider.callback()(request, response);
  }

  function forgedTokens(tamper: (claims: Claims) => Claims) {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: CLIENT.client_id,
      sub: house.person.sub,
      iat: seconds,
      exp: seconds + 60,
      nonce,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const idToken = `${part({ alg: "RS256", typ: "JWT" })}.${part(tamper(claims))}.${part({ forged: true })}`;
    return { access_token: "forged", token_type: "Bearer", expires_in: 60, id_token: idToken };
  }

  return {
    house,
    /** For the environment of the server that trusts it. */
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: CLIENT.client_id,
      OIDC_CLIENT_SECRET: CLIENT.client_secret,
      OIDC_NAME: "Example ID",
    },
    /** Lets people of this server in. */
    register(origin: string) {
      provider = createProvider(issuer, `${origin}/api/auth/callback/oidc`, house);
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function createProvider(issuer: string, redirectUri: string, house: { person: OidcPerson }): Provider {
  const provider: Provider = new Provider(issuer, {
    clients: [
      { ...CLIENT, redirect_uris: [redirectUri], grant_types: ["authorization_code"], response_types: ["code"] },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: { Session: 60, Grant: 60, Interaction: 60, AccessToken: 60, IdToken: 60 },
    findAccount: (_ctx: unknown, id: string) => ({ accountId: id, claims: async () => ({ ...house.person, sub: id }) }),
    // Whoever signs in has agreed.
    async loadExistingGrant(ctx: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const { client, session } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  return provider;
}
