declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  /** What the tests use of it; the package brings no types. */
  export default class Provider {
    constructor(issuer: string, configuration: object);
    proxy: boolean;
    Grant: new (
      facts: object,
    ) => { addOIDCScope(scope: string): void; save(): Promise<string> };
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  }
}
