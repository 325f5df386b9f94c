import type pg from "pg";
import type { Keyring } from "#lib/adapters/crypto/secret-box.ts";
import { claimCurrentKey, KEYS_TOPIC, readCurrentKey, reportKeys } from "#lib/adapters/postgres/encryption-keys.ts";
import type { Invalidations } from "#lib/application/ports/live.ts";
import { readKeyring, readSecrets, type Secrets, secretsFile } from "#lib/server/secrets.ts";
import { StartError } from "#lib/server/start-error.ts";

interface KeyringParts {
  home: string;
  secrets: Secrets;
  pool: pg.Pool;
  invalidations: Pick<Invalidations, "subscribe">;
  executorId: string;
  onError(message: string, error: unknown): void;
}

export interface LiveKeyring extends Keyring {
  /** Once this process has a lease. @throws StartError when the file does not belong to the database. */
  start(): Promise<void>;
  close(): void;
}

/** A file that is copied to a machine is noticed without a notice. */
const LOOK_MS = 5_000;
const RELOAD_MS = 1_000;

/**
 * The keyring of a running process: the keys are in the file, which one seals stands in the database, so that it
 * changes for all at once. A key that has been opened with is kept in memory until the end, for what was read before
 * it was taken away.
 */
export async function openKeyring(parts: KeyringParts): Promise<LiveKeyring> {
  const { home, secrets, pool, invalidations, executorId, onError } = parts;
  let keys: Record<string, string> = { ...secrets.keyring.keys };
  let held = Object.keys(keys);
  let current = await claimCurrentKey(pool, secrets.keyring.current);
  let reloadedAt = 0;
  requireKey();

  const learn = (found: Record<string, string>): void => {
    keys = { ...keys, ...found };
    held = Object.keys(found);
  };

  async function refresh(): Promise<void> {
    learn((await readSecrets(home)).keyring.keys);
    const wanted = (await readCurrentKey(pool)) ?? current;
    if (Object.hasOwn(keys, wanted)) current = wanted;
    else onError("This process lacks the current encryption key", olderFile(home, wanted));
    await reportKeys(pool, executorId, held, current);
  }

  function requireKey(): void {
    if (!Object.hasOwn(keys, current)) throw olderFile(home, current);
  }

  let looking: Promise<void> = Promise.resolve();
  const look = (): void => {
    looking = looking.then(refresh).catch((error: unknown) => onError("The keyring could not be read", error));
  };
  const subscription = invalidations.subscribe(KEYS_TOPIC, look, look);
  let timer: NodeJS.Timeout | undefined;

  return {
    get current() {
      return current;
    },
    get keys() {
      return keys;
    },
    reload() {
      if (Date.now() - reloadedAt < RELOAD_MS) return;
      reloadedAt = Date.now();
      const found = readKeyring(home);
      if (found) learn(found.keys);
    },
    async start() {
      await refresh();
      current = (await readCurrentKey(pool)) ?? current;
      requireKey();
      timer = setInterval(look, LOOK_MS);
      timer.unref();
    },
    close() {
      clearInterval(timer);
      subscription.close();
    },
  };
}

export function olderFile(home: string, key: string): StartError {
  return new StartError(
    `The secrets in ${secretsFile(home)} do not belong to this database: its secrets are sealed with the key "${key}", which the file does not hold. ` +
      "The file is an older copy, or another installation's: restore the newest one, or copy it from a machine on which Throughline runs. " +
      `If there is none any more, \`npm run tl -- rotate-keys --lost ${key}\` gives up what that key has sealed.`,
  );
}
