import { CREDENTIAL_ENDED } from "#lib/application/accounts/credential-ended.ts";
import type { Accounts } from "#lib/application/ports/accounts.ts";
import type { Invalidations, Subscription } from "#lib/application/ports/live.ts";
import { log } from "#lib/server/log.ts";
import type { Connections } from "./connections.ts";

/** A sign-in may expire, and a notice may be lost: what is open is looked at as well. */
const LOOK_EVERY_MS = 60_000;

interface Sources {
  invalidations: Pick<Invalidations, "subscribe">;
  accounts: Pick<Accounts, "endedCredentials">;
}

/** Ends connections whose sign-in or key opens nothing any more, whichever process was told so. */
export function watchCredentials({ invalidations, accounts }: Sources, connections: Connections): Subscription {
  const look = async (): Promise<void> => {
    try {
      const ended = await accounts.endedCredentials(connections.credentials(), new Date().toISOString());
      for (const id of ended) connections.endCredential(id);
    } catch (error) {
      log.warn("The sign-ins of open connections could not be looked at", { error });
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  const notices = invalidations.subscribe(CREDENTIAL_ENDED, connections.endCredential, () => void look());
  return {
    close() {
      clearInterval(timer);
      notices.close();
    },
  };
}
