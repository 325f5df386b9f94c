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

const CLIENT_ID = "throughline";

/**
 * A real OpenID Connect provider on a port of its own, where `person` signs in without being asked. With `tamper` it
 * answers with an ID token of other claims, as a hostile one would; with `leaks` it tells what credentials it was sent.
 */
export async function createOidcHouse(clientSecret: string = randomBytes(24).toString("base64url")) {
  const house = {
    person: { sub: "1", email: "ada@example.com", email_verified: true, name: "Ada" } as OidcPerson,
    tamper: null as ((claims: Claims) => Claims) | null,
    leaks: false,
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
    if (house.leaks && pathname === "/token") return leak(request, response);
    if (house.tamper && pathname === "/token") return sendJson(response, forgedTokens(house.tamper));
    if (house.tamper && pathname === "/me") return sendJson(response, house.person);
    provider.callback()(request, response);
  }

  function forgedTokens(tamper: (claims: Claims) => Claims) {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: CLIENT_ID,
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
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_NAME: "Example ID",
    },
    /** Lets people of this server in. */
    register(origin: string) {
      provider = createProvider(issuer, { clientSecret, redirectUri: `${origin}/api/auth/callback/oidc`, house });
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

/** Refuses with what it was sent, as it was and decoded. */
function leak({ headers }: IncomingMessage, response: ServerResponse): void {
  const { authorization = "" } = headers;
  const [id, secret] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
    .toString()
    .split(":");
  const description = `No ${id} with ${decodeURIComponent(secret ?? "")} (${authorization})`;
  response
    .writeHead(401, { "content-type": "application/json" })
    .end(JSON.stringify({ error: "invalid_client", error_description: description }));
}

interface Registered {
  clientSecret: string;
  redirectUri: string;
  house: { person: OidcPerson };
}

function createProvider(issuer: string, { clientSecret, redirectUri, house }: Registered): Provider {
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
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
