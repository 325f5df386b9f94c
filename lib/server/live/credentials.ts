import { CREDENTIAL_ENDED } from "#lib/application/accounts/credential-ended.ts";
import type { Accounts, CredentialInUse } from "#lib/application/ports/accounts.ts";
import type { Invalidations, Subscription } from "#lib/application/ports/live.ts";
import { log } from "#lib/server/log.ts";
import type { Connections } from "./connections.ts";

/** A sign-in may expire, and a notice may be lost: what is open is looked at as well. */
const LOOK_EVERY_MS = 60_000;
/** What ends between the check of a request and the opening of its connection has been told to nobody. */
const LOOK_AT_NEW_EVERY_MS = 1_000;

interface Sources {
  invalidations: Pick<Invalidations, "subscribe">;
  accounts: Pick<Accounts, "endedCredentials">;
}

/** Ends connections whose sign-in or key opens nothing any more, whichever process was told so. */
export function watchCredentials({ invalidations, accounts }: Sources, connections: Connections): Subscription {
  const look = async (used: CredentialInUse[]): Promise<void> => {
    if (used.length === 0) return;
    try {
      const ended = await accounts.endedCredentials(used, new Date().toISOString());
      for (const id of ended) connections.endCredential(id);
    } catch (error) {
      log.warn("The sign-ins of open connections could not be looked at", { error });
    }
  };
  const lookAtAll = (): void => void look(connections.credentials());
  const timers = [
    setInterval(lookAtAll, LOOK_EVERY_MS),
    setInterval(() => void look(connections.newCredentials()), LOOK_AT_NEW_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  const notices = invalidations.subscribe(CREDENTIAL_ENDED, connections.endCredential, lookAtAll);
  return {
    close() {
      for (const timer of timers) clearInterval(timer);
      notices.close();
    },
  };
}
